package dev.patchbay.ctl;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command below {@code ctl}: its faults become one line on standard error and an exit code. */
abstract class Verb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public final Integer call() throws InterruptedException {
    try {
      return run(ctl().client(), ctl().screen());
    } catch (CtlException e) {
      ctl().screen().note("patchbay ctl: " + e.getMessage());
      return e.exitCode();
    }
  }

  /** Does it; returns the exit code. */
  abstract int run(ApiClient client, Screen screen) throws CtlException, InterruptedException;

  /** The group that this belongs to, with the options that all verbs share. */
  final CtlCommand ctl() {
    CommandSpec group = spec;
    while (!(group.userObject() instanceof CtlCommand)) {
      group = group.parent();
    }
    return (CtlCommand) group.userObject();
  }
}

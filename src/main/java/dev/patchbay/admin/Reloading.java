package dev.patchbay.admin;

import dev.patchbay.routing.Operator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads the configuration again and goes on with it. */
public interface Reloading {

  /** What came of it. */
  sealed interface Outcome {}

  /**
   * The proxy goes on with the configuration as it is now.
   *
   * @param changes what is different from before, a line each; none if nothing is
   * @param warnings what its author should know
   */
  record Applied(List<String> changes, List<String> warnings) implements Outcome {}

  /** Nothing was changed: it is not valid, or cannot be read. */
  record Invalid(List<String> faults) implements Outcome {}

  /** Nothing was changed: these keys cannot change while the proxy runs. */
  record NeedsRestart(List<String> changes) implements Outcome {}

  /**
   * Does it, one after the other. From any thread, which does not wait.
   *
   * @param by who asked for it, for the log and the event; nobody is a signal
   */
  CompletionStage<Outcome> reload(Operator by);
}

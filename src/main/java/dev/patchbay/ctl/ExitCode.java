package dev.patchbay.ctl;

/** How a command ends, for scripts. */
final class ExitCode {
  static final int DONE = 0;

  /** The proxy refused, or what was asked for is not so. */
  static final int REFUSED = 1;

  /** The command line, its environment or a file that it names is faulty; nothing was asked. */
  static final int USAGE = 2;

  /** The proxy cannot be reached, does not let us in, or answers as no proxy does. */
  static final int UNREACHABLE = 3;

  private ExitCode() {}
}

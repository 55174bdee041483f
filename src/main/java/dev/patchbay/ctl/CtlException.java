package dev.patchbay.ctl;

/** Ends a command: the words for standard error, which never hold a password, and the exit code. */
final class CtlException extends Exception {
  private final int exitCode;
  private final boolean denied;

  private CtlException(int exitCode, String words, boolean denied) {
    super(words);
    this.exitCode = exitCode;
    this.denied = denied;
  }

  private CtlException(int exitCode, String words) {
    this(exitCode, words, false);
  }

  static CtlException usage(String words) {
    return new CtlException(ExitCode.USAGE, words);
  }

  static CtlException refused(String words) {
    return new CtlException(ExitCode.REFUSED, words);
  }

  static CtlException unreachable(String words) {
    return new CtlException(ExitCode.UNREACHABLE, words);
  }

  /** User and password are wrong: trying again would only look like guessing. */
  static CtlException denied(String words) {
    return new CtlException(ExitCode.UNREACHABLE, words, true);
  }

  boolean isDenied() {
    return denied;
  }

  /** One of {@link ExitCode}. */
  int exitCode() {
    return exitCode;
  }
}

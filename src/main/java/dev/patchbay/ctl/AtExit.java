package dev.patchbay.ctl;

/** What is done when a signal such as Ctrl-C ends the command, as long as this is open. */
final class AtExit implements AutoCloseable {
  private final Thread hook;

  private AtExit(Runnable last) {
    hook = new Thread(last, "at-exit");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Ctrl-C is the ordinary end of a command that goes on for ever: its exit code is 0. */
  static AtExit cleanly(Screen screen) {
    return new AtExit(
        () -> {
          if (screen.isTerminal()) {
            // The terminal has shown ^C, and a shell would go on behind it.
            screen.endProgress();
          }
          Runtime.getRuntime().halt(ExitCode.DONE);
        });
  }

  /** Says something; the exit code tells of the signal. */
  static AtExit saying(Screen screen, String words) {
    return new AtExit(() -> screen.note(words));
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // A signal was faster.
    }
  }
}

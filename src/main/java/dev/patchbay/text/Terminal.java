package dev.patchbay.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says whether a person is at standard output, or at standard input. */
public final class Terminal {
  private static final Path STDOUT = Path.of("/proc/self/fd/1");
  private static final Path STDIN = Path.of("/proc/self/fd/0");

  private Terminal() {}

  /**
   * True if standard output goes to a terminal. Not {@code System.console()} where Linux says it
   * better: the console also wants standard input to be a terminal, is never null on Java 22 to 24,
   * and takes long to load there.
   */
  public static boolean isStdout() {
    return isTerminal(STDOUT);
  }

  /** True if standard input comes from a terminal. */
  public static boolean isStdin() {
    return isTerminal(STDIN);
  }

  private static boolean isTerminal(Path end) {
    if (!Files.isSymbolicLink(end)) {
      return consoleIsTerminal();
    }
    try {
      String target = Files.readSymbolicLink(end).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean consoleIsTerminal() {
    java.io.Console console = System.console();
    if (console == null || Runtime.version().feature() < 22) {
      return console != null;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}

package dev.patchbay.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of the surrounding machine to its end. */
public final class Command {

  private Command() {}

  /**
   * Returns what {@code words} wrote to its standard output, without the last line's end.
   *
   * @throws AssertionError with its output if it fails or takes longer than {@code limit}
   */
  public static String run(Duration limit, List<String> words) {
    try {
      Path out = Files.createTempFile("patchbay-command", ".out");
      Path err = Files.createTempFile("patchbay-command", ".err");
      try {
        return run(limit, words, out, err);
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Files, not pipes: a daemon that the command leaves behind would keep a pipe open.
  private static String run(Duration limit, List<String> words, Path out, Path err)
      throws IOException {
    Process process =
        new ProcessBuilder(words)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!ended(process, limit)) {
      process.destroyForcibly();
      throw new AssertionError(words + " took longer than " + limit + ":\n" + text(err));
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(
          words + " failed with " + process.exitValue() + ":\n" + text(out) + text(err));
    }
    return text(out).stripTrailing();
  }

  private static boolean ended(Process process, Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}

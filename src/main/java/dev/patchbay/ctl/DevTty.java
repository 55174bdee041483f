package dev.patchbay.ctl;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The controlling terminal of a Unix process. Not {@code java.io.Console}, which before Java 22
 * wants standard output to be the terminal too and so cannot ask when the answer goes into a pipe.
 */
final class DevTty implements Tty {
  private static final File DEVICE = new File("/dev/tty");
  private static final int MAX_LINE = 4096;

  @Override
  public boolean isThere() {
    try (InputStream in = new FileInputStream(DEVICE)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Optional<String> ask(String question) {
    try (InputStream in = new FileInputStream(DEVICE);
        OutputStream out = new FileOutputStream(DEVICE)) {
      out.write(question.getBytes(StandardCharsets.UTF_8));
      return Lines.read(in, MAX_LINE);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> askSecret(String question) {
    Optional<String> before = stty("-g");
    // A terminal that cannot be told to hide what is typed is not asked.
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Thread restore = new Thread(() -> stty(before.get()), "restore-echo");
    try {
      Runtime.getRuntime().addShutdownHook(restore);
    } catch (IllegalStateException e) {
      return Optional.empty();
    }
    try {
      return stty("-echo").isEmpty() ? Optional.empty() : ask(question);
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(restore);
        stty(before.get());
        newLine();
      } catch (IllegalStateException e) {
        // The process ends, and the hook restores it.
      }
    }
  }

  /** The one that was typed did not show. */
  private static void newLine() {
    try (OutputStream out = new FileOutputStream(DEVICE)) {
      out.write('\n');
    } catch (IOException e) {
      // It has gone; nobody is there to see it.
    }
  }

  @Override
  public Optional<Size> size() {
    String[] words = stty("size").orElse("").strip().split(" ");
    try {
      Size size = new Size(Integer.parseInt(words[0]), Integer.parseInt(words[words.length - 1]));
      return size.rows() > 1 && size.columns() > 1 ? Optional.of(size) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** What stty says; empty if it fails. */
  private static Optional<String> stty(String argument) {
    try {
      List<String> command = new ArrayList<>(List.of("stty", argument));
      Process stty =
          new ProcessBuilder(command)
              .redirectInput(DEVICE)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return stty.waitFor() == 0 ? Optional.of(said.strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}

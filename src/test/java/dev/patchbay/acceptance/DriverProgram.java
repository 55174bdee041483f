package dev.patchbay.acceptance;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An application with many clients in a language of its own, as {@code
 * src/test/resources/drivers/README.md} says. For one thread.
 */
final class DriverProgram implements AutoCloseable {
  private static final int ANSWER_SECONDS = 90;

  private final String name;
  private final Process process;
  private final Path errors;
  private final PrintStream in;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  /**
   * Starts it.
   *
   * @param name the database account's as well
   * @param environment added to this process's own
   * @param directory for what it says besides
   */
  DriverProgram(String name, List<String> words, Map<String, String> environment, Path directory)
      throws IOException {
    this.name = name;
    errors = directory.resolve(name + ".err");
    ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    process = builder.start();
    in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      out.lines().forEach(answers::add);
    } catch (IOException | UncheckedIOException e) {
      answers.add("the end: " + e);
    }
  }

  String name() {
    return name;
  }

  void tell(String command) {
    in.println(command);
  }

  /** What it answers next. */
  DriverReport answer() throws Exception {
    String line = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
    if (line == null || !line.startsWith("{")) {
      throw new AssertionError(
          "%s: %s; it is %s; it said:%n%s"
              .formatted(
                  name,
                  line == null ? "no answer" : line,
                  process.isAlive() ? "running" : "at its end",
                  Files.readString(errors)));
    }
    return DriverReport.of(new JsonObject(line));
  }

  /** With the end of its input it ends, and so do processes of its own. */
  @Override
  public void close() throws IOException {
    in.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

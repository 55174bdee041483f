package dev.patchbay.bosh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of a command, to its end. */
public record Tool(int code, String out, String err) {
  private static final int LIMIT_SECONDS = 120;

  public static Tool run(String... command) throws Exception {
    return run(Path.of("").toAbsolutePath(), Map.of(), "", List.of(command));
  }

  public static Tool run(
      Path directory, Map<String, String> environment, String input, List<String> command)
      throws Exception {
    Path out = Files.createTempFile("tool", ".out");
    Path err = Files.createTempFile("tool", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = start(builder, command);
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end; it said " + Files.readString(err));
      }
      return new Tool(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static Process start(ProcessBuilder builder, List<String> command) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError(
          "cannot run " + command.get(0) + "; acceptance/install installs what is missing", e);
    }
  }
}

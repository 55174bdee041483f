package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Those of a program, which names each when it is done, and goes on after a line. */
final class ProgramErrands implements Errands {
  private final Process process;
  private final Path said;
  private final PrintStream in;
  private final BufferedReader out;
  private boolean begun;

  ProgramErrands(List<String> words) throws IOException {
    said = Files.createTempFile("patchbay-errands", ".err");
    process = new ProcessBuilder(words).redirectError(said.toFile()).start();
    in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  @Override
  public Optional<String> next() throws Exception {
    if (begun) {
      in.println();
    }
    begun = true;
    String line = out.readLine();
    if (line == null) {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(() -> said()).isZero();
    }
    return Optional.ofNullable(line);
  }

  private String said() {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.delete(said);
  }
}

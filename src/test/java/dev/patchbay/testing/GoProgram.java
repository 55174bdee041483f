package dev.patchbay.testing;

import dev.patchbay.acceptance.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Builds a program in Go with the libraries that Debian's packages have brought, without a net. */
public final class GoProgram {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private GoProgram() {}

  /**
   * Builds it.
   *
   * @param source its one file
   * @param program where it is put
   */
  public static void build(String source, Path program) {
    Command.run(
        LIMIT,
        List.of(
            "env",
            "GO111MODULE=off",
            "GOPATH=/usr/share/gocode",
            "GOFLAGS=",
            "go",
            "build",
            "-o",
            program.toString(),
            source));
  }
}

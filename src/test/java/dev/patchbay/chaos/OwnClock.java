package dev.patchbay.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Debian's libfaketime, which gives a program a wall clock of its own. */
final class OwnClock {
  private OwnClock() {}

  /**
   * The file of the library.
   *
   * @throws IllegalStateException if it is not installed
   */
  static Path library() {
    return Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu", "")
        .map(part -> Path.of("/usr/lib", part, "faketime", "libfaketime.so.1"))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("libfaketime was not found: run acceptance/install"));
  }
}

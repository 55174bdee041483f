package dev.patchbay.ctl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines of bounded length from bytes. */
final class Lines {
  private Lines() {}

  /**
   * The next line in UTF-8, without its end; empty at the end of the stream.
   *
   * @param most bytes in a line
   * @throws IOException if a line is longer
   */
  static Optional<String> read(InputStream in, int most) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return Optional.empty();
    }
    while (next >= 0 && next != '\n') {
      if (line.size() == most) {
        throw new OddAnswer("a line is longer than " + most + " bytes");
      }
      line.write(next);
      next = in.read();
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }
}

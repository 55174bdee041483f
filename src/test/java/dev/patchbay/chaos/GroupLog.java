package dev.patchbay.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a server's log says of its group. */
final class GroupLog {
  private GroupLog() {}

  /** How often the server has been in a group, or alone, without a primary component. */
  static long nonPrimaryViews(Path log) throws IOException {
    // Whatever bytes a server writes, each is a character here.
    try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> line.contains("WSREP: view(view_id(NON_PRIM,")).count();
    }
  }
}

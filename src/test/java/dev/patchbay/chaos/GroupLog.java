package dev.patchbay.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a server's log says of its group. */
final class GroupLog {
  /** Percona XtraDB Cluster writes it on a line of its own, after one that announces it. */
  private static final Pattern NON_PRIMARY =
      Pattern.compile("(WSREP: view|^view )\\(view_id\\(NON_PRIM,");

  private GroupLog() {}

  /** How often the server has been in a group, or alone, without a primary component. */
  static long nonPrimaryViews(Path log) throws IOException {
    // Whatever bytes a server writes, each is a character here.
    try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> NON_PRIMARY.matcher(line).find()).count();
    }
  }
}

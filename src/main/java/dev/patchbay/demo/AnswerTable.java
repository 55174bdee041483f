package dev.patchbay.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The table {@code answers.txt}, which says how it is written, as one stand-in fills it in. */
final class AnswerTable {
  private static final Map<String, String> LINES = read();
  private static final String VARIABLE = "@@";

  private final Map<String, String> nodes;

  /**
   * @param index the node's place in the cluster, from 0
   */
  AnswerTable(String node, int index) {
    this.nodes =
        Map.of(
            "{node}",
            node,
            "{server_id}",
            Integer.toString(index + 1),
            "{version}",
            Greeting.VERSION,
            "{max_allowed_packet}",
            Integer.toString(PacketReader.MAX_PAYLOAD));
  }

  /**
   * Whether this item of a SELECT stands in the table.
   *
   * @param item in any case; a variable with or without its scope
   */
  static boolean has(String item) {
    return LINES.containsKey(key(item));
  }

  /** What an item that {@link #has} is for this client; empty for NULL. */
  Optional<String> value(String item, Session session) {
    String value = LINES.get(key(item));
    return switch (value) {
      case "{database}" -> session.database();
      case "{connection_id}" -> Optional.of("" + session.connectionId());
      default -> Optional.of(nodes.getOrDefault(value, value.replace("{user}", session.user())));
    };
  }

  /**
   * SHOW VARIABLES.
   *
   * @param patterns names, with a percent sign before or behind if they are parts of names; none
   *     means all variables
   */
  ResultSet variables(List<String> patterns) {
    ResultSet found = ResultSet.empty("Variable_name", "Value");
    for (Map.Entry<String, String> line : LINES.entrySet()) {
      String name = line.getKey().replace(VARIABLE, "");
      if (line.getKey().startsWith(VARIABLE)
          && (patterns.isEmpty() || patterns.stream().anyMatch(p -> isLike(p, name)))) {
        found = found.plus(name, nodes.getOrDefault(line.getValue(), line.getValue()));
      }
    }
    return found;
  }

  /** Any other SHOW, by what follows that word; empty if it is not in the table. */
  static Optional<ResultSet> show(String what) {
    return Optional.ofNullable(LINES.get("show " + what.toLowerCase(Locale.ROOT)))
        .map(
            line -> {
              List<String> rows = List.of(line.split("; "));
              ResultSet found = ResultSet.empty(rows.get(0).split(", "));
              for (String row : rows.subList(1, rows.size())) {
                found = found.plus(row.split(", "));
              }
              return found;
            });
  }

  private static String key(String item) {
    return item.toLowerCase(Locale.ROOT)
        .replaceFirst("^@@(session|global|local)\\.", VARIABLE)
        .replaceAll("\\s", "");
  }

  private static boolean isLike(String pattern, String name) {
    String part = pattern.toLowerCase(Locale.ROOT).replace("\\", "");
    boolean head = part.startsWith("%");
    boolean tail = part.endsWith("%");
    part = part.replace("%", "");
    return head
        ? tail ? name.contains(part) : name.endsWith(part)
        : tail ? name.startsWith(part) : name.equals(part);
  }

  private static Map<String, String> read() {
    Map<String, String> lines = new TreeMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                AnswerTable.class.getResourceAsStream("answers.txt"), StandardCharsets.UTF_8))) {
      in.lines()
          .filter(line -> line.contains("=") && !line.startsWith("#"))
          .map(line -> line.split(" =\\s*", 2))
          .forEach(pair -> lines.put(pair[0].toLowerCase(Locale.ROOT), pair[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Collections.unmodifiableMap(lines);
  }
}

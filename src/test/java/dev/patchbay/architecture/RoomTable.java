package dev.patchbay.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of rooms, read from where people read it. A row is {@code | `room` | what lives here |
 * what it may use |}; in the last column rooms of ours stand in backticks, libraries do not.
 *
 * @param rooms what each room may use, in the table's order
 */
record RoomTable(Map<String, Uses> rooms) {
  static final Path DOCUMENT = Path.of("docs/architecture.md");

  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z.]+)` \\| [^|]+ \\| ([^|]+) \\|$", Pattern.MULTILINE);
  private static final Pattern USE = Pattern.compile("`([a-z.]+)`( \\(values\\))?");

  /**
   * What a room may use of ours.
   *
   * @param rooms all of them
   * @param valuesOnly those of which it may use records and enums, and nothing else
   */
  record Uses(Set<String> rooms, Set<String> valuesOnly) {}

  static RoomTable read() throws IOException {
    return of(Files.readString(DOCUMENT));
  }

  /**
   * The table in this text, under the heading "Rooms".
   *
   * @throws IllegalArgumentException if there is none, or it names a room that has no row
   */
  static RoomTable of(String document) {
    Matcher section =
        Pattern.compile("^## Rooms$(.*?)^## ", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(document);
    Map<String, Uses> rooms = new LinkedHashMap<>();
    if (section.find()) {
      Matcher row = ROW.matcher(section.group(1));
      while (row.find()) {
        rooms.put(row.group(1), uses(row.group(2)));
      }
    }
    if (rooms.isEmpty()) {
      throw new IllegalArgumentException("no table of rooms");
    }
    rooms.forEach(
        (room, uses) -> {
          Set<String> unknown = new TreeSet<>(uses.rooms());
          unknown.removeAll(rooms.keySet());
          if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(room + " may use " + unknown + ", which has no row");
          }
        });
    return new RoomTable(rooms);
  }

  private static Uses uses(String cell) {
    Set<String> rooms = new TreeSet<>();
    Set<String> valuesOnly = new TreeSet<>();
    Matcher use = USE.matcher(cell);
    while (use.find()) {
      rooms.add(use.group(1));
      if (use.group(2) != null) {
        valuesOnly.add(use.group(1));
      }
    }
    return new Uses(rooms, valuesOnly);
  }
}

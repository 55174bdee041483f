package dev.patchbay.pump;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The domains in which short names are looked for, as resolv.conf has them. */
final class SearchDomains {
  private SearchDomains() {}

  /** Those of this system; none where there is no such file. */
  static List<String> ofTheSystem() {
    try {
      return of(Files.readAllLines(Path.of("/etc/resolv.conf")));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The last line of those that name some counts. */
  static List<String> of(List<String> lines) {
    List<String> found = List.of();
    for (String line : lines) {
      String[] words = line.strip().split("\\s+");
      if (words[0].equals("search") || words[0].equals("domain")) {
        found = Stream.of(words).skip(1).filter(word -> !word.equals(".")).toList();
      }
    }
    return found;
  }
}

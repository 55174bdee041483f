package dev.patchbay.config;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the key that somebody probably meant. */
final class Suggest {
  /** Near enough: one change of a letter in each so many letters, and at least one. */
  private static final int LETTERS_PER_CHANGE = 3;

  private Suggest() {}

  private record Candidate(String path, int distance, boolean sameSection) {}

  /**
   * The nearest of the known paths. In the same section it may differ in case and a few letters; in
   * another section only in case.
   */
  static Optional<String> nearest(String unknown, Set<String> known) {
    String name = name(unknown);
    int limit = Math.max(1, name.length() / LETTERS_PER_CHANGE);
    return known.stream()
        .map(path -> candidate(path, unknown, name))
        .filter(c -> c.distance() <= (c.sameSection() ? limit : 0))
        .min(
            Comparator.comparingInt(Candidate::distance)
                .thenComparing(c -> !c.sameSection())
                .thenComparing(Candidate::path))
        .map(Candidate::path);
  }

  private static Candidate candidate(String path, String unknown, String name) {
    boolean sameSection = section(path).equals(section(unknown));
    return new Candidate(path, distance(name, name(path)), sameSection);
  }

  /** Levenshtein's: how many letters to insert, delete or replace. */
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String section(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }
}

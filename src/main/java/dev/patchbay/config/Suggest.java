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

  private record Candidate(String path, int distance, boolean sameSection, boolean inList) {}

  /**
   * The nearest of the known paths. In the same section it may differ in case and a few letters; in
   * another section only in case, and not in the entries of a list.
   */
  static Optional<String> nearest(String unknown, Set<String> known) {
    String name = name(unknown);
    int limit = Math.max(1, name.length() / LETTERS_PER_CHANGE);
    return known.stream()
        .map(path -> candidate(path, unknown, name))
        .filter(c -> c.sameSection() ? c.distance() <= limit : c.distance() == 0 && !c.inList())
        .min(
            Comparator.comparingInt(Candidate::distance)
                .thenComparing(c -> !c.sameSection())
                .thenComparing(Candidate::path))
        .map(Candidate::path);
  }

  private static Candidate candidate(String path, String unknown, String name) {
    boolean sameSection = section(path).equals(section(unknown));
    return new Candidate(path, distance(name, name(path)), sameSection, path.contains("[]"));
  }

  /** How many letters to insert, delete, replace or swap with their neighbour. */
  static int distance(String a, String b) {
    int[][] table = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        table[i][j] = i == 0 || j == 0 ? i + j : cheapest(table, a, i, b, j);
      }
    }
    return table[a.length()][b.length()];
  }

  private static int cheapest(int[][] table, String a, int i, String b, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best = table[i - 1][j - 1] + (same ? 0 : 1);
    best = Math.min(best, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, table[i - 2][j - 2] + 1) : best;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String section(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }
}

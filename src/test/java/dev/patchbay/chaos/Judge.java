package dev.patchbay.chaos;

import dev.patchbay.chaos.Finding.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says what of a history must not be. Pure: a history is all that it knows. */
final class Judge {
  private final History history;
  private final List<Finding> findings = new ArrayList<>();

  private Judge(History history) {
    this.history = history;
  }

  /** All findings, those of one kind together; empty for a good history. */
  static List<Finding> judge(History history) {
    Judge judge = new Judge(history);
    history.rows().forEach(judge::compare);
    judge.compareNodes();
    judge.findErrorsOutside();
    judge.findSplits();
    return judge.findings.stream().sorted(Comparator.comparing(Finding::kind)).toList();
  }

  private void find(Kind kind, String text) {
    findings.add(new Finding(kind, text));
  }

  private void compare(String holder, List<Row> rows) {
    Map<Long, Map<Integer, Integer>> counts = new HashMap<>();
    for (Row row : rows) {
      counts.computeIfAbsent(row.id(), id -> new TreeMap<>()).merge(row.part(), 1, Integer::sum);
    }
    for (Attempt attempt : history.attempts()) {
      Map<Integer, Integer> parts = counts.remove(attempt.id());
      compare(holder, attempt, parts == null ? Map.of() : parts);
    }
    counts.keySet().stream()
        .sorted()
        .forEach(id -> find(Kind.UNEXPECTED, holder + " has " + id + ", which nobody wrote"));
  }

  private void compare(String holder, Attempt attempt, Map<Integer, Integer> parts) {
    String write = holder + ", " + described(attempt);
    if (attempt.acknowledged() && parts.size() < attempt.parts()) {
      find(Kind.LOST, write + ": " + parts.size() + " of " + attempt.parts() + " rows are there");
    } else if (!parts.isEmpty() && parts.size() < attempt.parts()) {
      find(Kind.TORN, write + ": " + parts.size() + " of " + attempt.parts() + " rows are there");
    }
    if (attempt.outcome() == Outcome.REFUSED && !parts.isEmpty()) {
      find(Kind.UNEXPECTED, write + ": is there");
    }
    parts.forEach(
        (part, count) -> {
          if (count > 1) {
            find(Kind.DOUBLED, write + ": row " + part + " is there " + count + " times");
          }
        });
  }

  private static String described(Attempt attempt) {
    return "write %d (client %d, proxy %d, %s%s)"
        .formatted(
            attempt.id(),
            attempt.client(),
            attempt.proxy(),
            attempt.outcome(),
            attempt.error().isEmpty() ? "" : ": " + attempt.error());
  }

  private void compareNodes() {
    Map<String, Set<Row>> sets = new TreeMap<>();
    history.rows().forEach((node, rows) -> sets.put(node, Set.copyOf(rows)));
    Set<Row> all = sets.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    sets.forEach(
        (node, rows) -> {
          if (rows.size() < all.size()) {
            long id = all.stream().filter(r -> !rows.contains(r)).findAny().orElseThrow().id();
            find(
                Kind.DIFFERENT,
                "%s lacks %d rows that another node has, such as of write %d"
                    .formatted(node, all.size() - rows.size(), id));
          }
        });
  }

  private void findErrorsOutside() {
    for (Attempt attempt : history.attempts()) {
      if (!attempt.acknowledged() && !excused(attempt)) {
        find(Kind.ERROR_OUTSIDE, described(attempt) + " at " + attempt.ended());
      }
    }
  }

  private boolean excused(Attempt attempt) {
    return history.windows().stream()
        .anyMatch(w -> w.proxies().contains(attempt.proxy()) && w.contains(attempt.ended()));
  }

  /** Between two windows all writes are one node's. */
  private void findSplits() {
    List<Window> windows =
        history.windows().stream().sorted(Comparator.comparingLong(Window::from)).toList();
    Map<Integer, Map<String, List<Row>>> stretches = new TreeMap<>();
    for (Row row : written(history)) {
      if (windows.stream().noneMatch(w -> w.contains(row.written()))) {
        int before = (int) windows.stream().filter(w -> w.to() < row.written()).count();
        stretches
            .computeIfAbsent(before, key -> new TreeMap<>())
            .computeIfAbsent(row.node(), key -> new ArrayList<>())
            .add(row);
      }
    }
    stretches.forEach(
        (before, byNode) -> {
          if (byNode.size() > 1) {
            find(
                Kind.SPLIT,
                "after %s, while nothing was broken, %s took writes: %s"
                    .formatted(
                        before == 0 ? "the start" : windows.get(before - 1).fault(),
                        String.join(" and ", byNode.keySet()),
                        byNode.entrySet().stream()
                            .map(e -> e.getKey() + " " + e.getValue().size())
                            .collect(Collectors.joining(", "))));
          }
        });
  }

  /**
   * How many writes were taken, within a window, after the first write of the node that had the
   * traffic at the window's end, by any other node.
   *
   * @param written as {@link #written} gives them
   */
  static int lateWrites(List<Row> written, Window window) {
    List<Row> within =
        written.stream()
            .filter(row -> window.contains(row.written()))
            .sorted(Comparator.comparingLong(Row::written))
            .toList();
    if (within.isEmpty()) {
      return 0;
    }
    String last = within.get(within.size() - 1).node();
    return (int)
        within.stream()
            .dropWhile(row -> !row.node().equals(last))
            .filter(row -> !row.node().equals(last))
            .count();
  }

  /** Each row that any node has, once. */
  static List<Row> written(History history) {
    return history.rows().values().stream().flatMap(List::stream).distinct().toList();
  }
}

package dev.patchbay.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The figures of all plays, a line for each fault. Pure. */
final class PlayTable {
  private static final List<String> HEAD =
      List.of(
          "fault",
          "plays",
          "cut p50",
          "cut p99",
          "cut max",
          "answer p50",
          "answer p99",
          "answer max",
          "errors/client",
          "sessions left",
          "late writes",
          "split writes");

  private final List<List<String>> lines;

  private PlayTable(List<List<String>> lines) {
    this.lines = lines;
  }

  /**
   * @param late writes of each window that were taken by a node other than the one that had the
   *     traffic at the end, after that one's first
   * @param splits how many findings of two nodes that took writes while nothing was broken come
   *     after this fault
   */
  static PlayTable of(
      List<Result> results, Function<Window, Integer> late, Function<String, Integer> splits) {
    Map<String, List<Result>> byFault = new LinkedHashMap<>();
    results.stream()
        .sorted(java.util.Comparator.comparing(Result::fault))
        .forEach(r -> byFault.computeIfAbsent(r.fault(), key -> new ArrayList<>()).add(r));
    List<List<String>> lines = new ArrayList<>();
    byFault.forEach((fault, of) -> lines.add(line(fault, of, late, splits.apply(fault))));
    return new PlayTable(lines);
  }

  private static List<String> line(
      String fault, List<Result> results, Function<Window, Integer> late, int splits) {
    double[] cut = sorted(results, Result::cutMillis);
    double[] answer = sorted(results, Result::answerMillis);
    double errors =
        results.stream().mapToDouble(r -> (double) r.errors() / r.clients()).average().orElse(0);
    int left = results.stream().mapToInt(Result::sessionsLeft).sum();
    int lateWrites =
        results.stream().flatMap(r -> r.windows().stream()).mapToInt(late::apply).sum();
    return List.of(
        fault,
        Integer.toString(results.size()),
        percentile(cut, 0.5),
        percentile(cut, 0.99),
        percentile(cut, 1),
        percentile(answer, 0.5),
        percentile(answer, 0.99),
        percentile(answer, 1),
        String.format(Locale.ROOT, "%.1f", errors),
        Integer.toString(left),
        Integer.toString(lateWrites),
        Integer.toString(splits));
  }

  private static double[] sorted(List<Result> results, Function<Result, OptionalDouble> figure) {
    return results.stream()
        .map(figure)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .sorted()
        .toArray();
  }

  /** In whole milliseconds; a dash if there is nothing. */
  static String percentile(double[] sorted, double part) {
    if (sorted.length == 0) {
      return "–";
    }
    int index = Math.max(0, (int) Math.ceil(part * sorted.length) - 1);
    return Long.toString(Math.round(sorted[index]));
  }

  /** For a terminal. */
  String text() {
    StringBuilder text = new StringBuilder();
    List<List<String>> all = new ArrayList<>(List.of(HEAD));
    all.addAll(lines);
    int[] widths = new int[HEAD.size()];
    for (List<String> line : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : all) {
      for (int i = 0; i < widths.length; i++) {
        String format = i == 0 ? "%-" + widths[i] + "s" : "  %" + widths[i] + "s";
        text.append(String.format(Locale.ROOT, format, line.get(i)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  String markdown() {
    StringBuilder text = new StringBuilder(row(HEAD));
    String[] rule = new String[HEAD.size()];
    Arrays.fill(rule, "---:");
    rule[0] = "---";
    text.append(row(List.of(rule)));
    lines.forEach(line -> text.append(row(line)));
    return text.toString();
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  String tsv() {
    StringBuilder text = new StringBuilder(String.join("\t", HEAD)).append('\n');
    lines.forEach(line -> text.append(String.join("\t", line)).append('\n'));
    return text.toString();
  }
}

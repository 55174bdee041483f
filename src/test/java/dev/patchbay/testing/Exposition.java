package dev.patchbay.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page of metrics, read as the text format 0.0.4 has it and more strictly than Prometheus does:
 * each family has HELP and TYPE once and before its samples, its lines stand together, no series is
 * there twice, and a histogram's buckets add up.
 */
public final class Exposition {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (\\S.*)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");
  private static final Pattern SAMPLE =
      Pattern.compile("(" + NAME + ")(?:\\{(" + LABEL + "(?:," + LABEL + ")*)})? (\\S+)");
  private static final Pattern ONE_LABEL =
      Pattern.compile("([a-zA-Z0-9_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private record Sample(String name, Map<String, String> labels, double value) {}

  private final Map<String, String> types = new LinkedHashMap<>();
  private final Set<String> helped = new HashSet<>();
  private final List<Sample> samples = new ArrayList<>();
  private final Set<String> series = new HashSet<>();
  private String family = "";

  private Exposition() {}

  /**
   * Reads a page.
   *
   * @throws AssertionError with the line that is wrong
   */
  public static Exposition parse(String text) {
    Exposition page = new Exposition();
    check(text.endsWith("\n"), "the page does not end with a line's end");
    for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
      page.line(line);
    }
    page.types.forEach(
        (name, type) -> {
          check(page.helped.contains(name), "no HELP: " + name);
          if (type.equals("histogram")) {
            page.checkHistogram(name);
          }
        });
    return page;
  }

  private void line(String line) {
    Matcher help = HELP.matcher(line);
    Matcher type = TYPE.matcher(line);
    Matcher sample = SAMPLE.matcher(line);
    if (help.matches()) {
      check(helped.add(help.group(1)), "HELP twice: " + line);
      family = help.group(1);
    } else if (type.matches()) {
      check(type.group(1).equals(family), "TYPE is not next to its HELP: " + line);
      check(types.put(family, type.group(2)) == null, "TYPE twice: " + line);
    } else if (sample.matches()) {
      add(sample, line);
    } else {
      throw new AssertionError("neither HELP nor TYPE nor a sample: " + line);
    }
  }

  private void add(Matcher found, String line) {
    String name = found.group(1);
    check(suffixes().stream().anyMatch(s -> name.equals(family + s)), "in another family: " + line);
    Map<String, String> labels = new TreeMap<>();
    if (found.group(2) != null) {
      Matcher label = ONE_LABEL.matcher(found.group(2));
      while (label.find()) {
        check(labels.put(label.group(1), label.group(2)) == null, "label twice: " + line);
      }
    }
    check(series.add(name + labels), "series twice: " + line);
    samples.add(new Sample(name, labels, number(found.group(3))));
  }

  private List<String> suffixes() {
    return switch (types.getOrDefault(family, "")) {
      case "histogram" -> List.of("_bucket", "_sum", "_count");
      case "summary" -> List.of("", "_sum", "_count");
      case "" -> List.of();
      default -> List.of("");
    };
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private void checkHistogram(String name) {
    Map<Map<String, String>, List<Sample>> buckets = new HashMap<>();
    for (Sample sample : samples) {
      if (sample.name().equals(name + "_bucket")) {
        Map<String, String> others = new TreeMap<>(sample.labels());
        check(others.remove("le") != null, "a bucket without le: " + sample);
        buckets.computeIfAbsent(others, o -> new ArrayList<>()).add(sample);
      }
    }
    check(!buckets.isEmpty(), "a histogram without a bucket: " + name);
    buckets.forEach(
        (labels, all) -> {
          for (int i = 1; i < all.size(); i++) {
            boolean ascends = bound(all.get(i - 1)) < bound(all.get(i));
            check(ascends, "buckets out of order: " + all.get(i));
            check(all.get(i - 1).value() <= all.get(i).value(), "buckets shrink: " + all.get(i));
          }
          Sample last = all.get(all.size() - 1);
          check(bound(last) == Double.POSITIVE_INFINITY, "no bucket for the rest: " + last);
          check(value(name + "_count", labels) == last.value(), "wrong count: " + last);
        });
  }

  private static double bound(Sample bucket) {
    return number(bucket.labels().get("le"));
  }

  private static void check(boolean holds, String fault) {
    if (!holds) {
      throw new AssertionError(fault);
    }
  }

  /** The names of all samples. */
  public Set<String> names() {
    return samples.stream().map(Sample::name).collect(Collectors.toSet());
  }

  /** Name and labels of each sample. */
  public Set<String> series() {
    return Set.copyOf(series);
  }

  /** The type of each family. */
  public Map<String, String> types() {
    return types;
  }

  /** The value of one series, given by exactly these labels. */
  public double value(String name, Map<String, String> labels) {
    return samples.stream()
        .filter(s -> s.name().equals(name) && s.labels().equals(labels))
        .mapToDouble(Sample::value)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no series " + name + labels));
  }

  /** The values of a name's series with these labels and others, added up. */
  public double sum(String name, Map<String, String> some) {
    return samples.stream()
        .filter(s -> s.name().equals(name))
        .filter(s -> s.labels().entrySet().containsAll(some.entrySet()))
        .mapToDouble(Sample::value)
        .sum();
  }
}

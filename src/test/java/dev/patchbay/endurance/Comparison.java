package dev.patchbay.endurance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The figures of the start beside those of the end, and what is wrong with these. Pure. */
final class Comparison {
  /** Connections that are kept: to three agents, their streams, and those of whoever looks. */
  static final long MORE_DESCRIPTORS = 8;

  /** One that waits for a last moment for more work. */
  static final long MORE_THREADS = 2;

  /** What is kept of what happened: 1,000 events, 15 minutes of history. */
  static final long MORE_HEAP = 6L << 20;

  /** A chunk of Netty's. */
  static final long MORE_DIRECT = 4L << 20;

  /** The JVM's own: compiled code, classes, its collector's tables, and malloc's arenas. */
  static final long MORE_RESIDENT = 64L << 20;

  /** One session in a thousand that is not forgotten, and no more than what is kept of events. */
  static final long MORE_INSTANCES = 100;

  /** Kept on purpose, and bounded: what happened and why, and the history. */
  private static final List<String> BOUNDED =
      List.of(
          "dev.patchbay.telemetry.events.",
          "dev.patchbay.telemetry.logging.",
          "dev.patchbay.routing.Reason");

  private record Line(String name, long start, long end, long more, long unit) {
    boolean fits() {
      return end <= start + more;
    }
  }

  private final List<Line> lines = new ArrayList<>();
  private final List<String> findings = new ArrayList<>();

  /** Compares. */
  Comparison(Figures start, Figures end) {
    line("sessions", start.sessions(), end.sessions(), 0, 1);
    line("descriptors", start.descriptors(), end.descriptors(), MORE_DESCRIPTORS, 1);
    line("threads", start.threads(), end.threads(), MORE_THREADS, 1);
    line("series", start.series().size(), end.series().size(), 0, 1);
    line("heap after a collection, KiB", start.heapBytes(), end.heapBytes(), MORE_HEAP, 1024);
    line("direct buffers, KiB", start.directBytes(), end.directBytes(), MORE_DIRECT, 1024);
    line("native, other, KiB", start.otherNativeBytes(), end.otherNativeBytes(), MORE_DIRECT, 1024);
    line(
        "resident without heap, KiB",
        start.residentBytes(),
        end.residentBytes(),
        MORE_RESIDENT,
        1024);
    for (Line line : lines) {
      if (!line.fits()) {
        findings.add(
            "%s: %d at the start, %d at the end, %d more are allowed"
                .formatted(
                    line.name(),
                    line.start() / line.unit(),
                    line.end() / line.unit(),
                    line.more() / line.unit()));
      }
    }
    Set<String> other = new TreeSet<>(end.series());
    other.removeAll(start.series());
    if (!other.isEmpty()) {
      findings.add("series that were not there at the start: " + other);
    }
    end.instances()
        .forEach(
            (type, count) -> {
              long before = start.instances().getOrDefault(type, 0L);
              if (count > before + MORE_INSTANCES && BOUNDED.stream().noneMatch(type::startsWith)) {
                findings.add("objects of %s: %d, then %d".formatted(type, before, count));
              }
            });
  }

  private void line(String name, long start, long end, long more, long unit) {
    lines.add(new Line(name, start, end, more, unit));
  }

  /** What is wrong, a sentence each; empty if all is as it was. */
  List<String> findings() {
    return List.copyOf(findings);
  }

  /** A table in Markdown. */
  String table() {
    StringBuilder table =
        new StringBuilder("| | start | end | more allowed |\n|---|---:|---:|---:|\n");
    for (Line line : lines) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %,d | %,d |%n",
              line.name(),
              line.start() / line.unit(),
              line.end() / line.unit(),
              line.more() / line.unit()));
    }
    return table.toString();
  }
}

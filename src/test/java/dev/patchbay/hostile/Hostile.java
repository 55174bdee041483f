package dev.patchbay.hostile;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Attacks a proxy of the built jar in one way after the other, while the innocent are timed, before
 * and meanwhile.
 */
final class Hostile {
  private static final Duration LIMIT = Duration.ofSeconds(120);

  /** What is measured at a quiet moment may be next to nothing. */
  private static final double FLOOR_MILLIS = 1;

  private final Path directory;
  private final Duration window;
  private final int windows;
  private final double factor;
  private final double moreMillis;
  private final Map<String, Function<Bed, Attack>> attacks = new LinkedHashMap<>();
  private final StringBuilder report = new StringBuilder();

  /**
   * @param directory for the proxy's configuration and the report
   * @param windows of time before an attack, and at the least during it
   * @param factor the median of the windows' p99 may grow by so much
   * @param moreMillis and by so much more, for a machine with other work
   */
  Hostile(Path directory, Duration window, int windows, double factor, double moreMillis) {
    this.directory = directory;
    this.window = window;
    this.windows = windows;
    this.factor = factor;
    this.moreMillis = moreMillis;
    attacks.put("slow loris", bed -> new SlowLoris(bed, 100));
    attacks.put("5,000 silent connections", bed -> new SilentCrowd(bed, 5_000));
    attacks.put("port scan", PortScan::new);
    attacks.put("flood at a slow node", bed -> new FloodAtSlowNode(bed, 20));
  }

  /** Takes seconds of a window, windows, and the report's directory. Exit code 1 if it is bad. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[2]));
    Duration window = Duration.ofSeconds(Long.parseLong(arguments[0]));
    List<String> findings =
        new Hostile(directory, window, Integer.parseInt(arguments[1]), 3, 0).run();
    System.exit(findings.isEmpty() ? 0 : 1);
  }

  /** All attacks; returns what is wrong, a sentence each. Prints and writes a report. */
  List<String> run() throws Exception {
    List<String> findings = new ArrayList<>();
    report.append(
        "| attack | asked | p99 before | p99 meanwhile | times |\n|---|---|---:|---:|---:|\n");
    StringBuilder notes = new StringBuilder();
    try (Bed bed = new Bed(directory);
        Innocents innocents = new Innocents(bed)) {
      measure(innocents, windows, () -> true); // until all is warm
      int files = bed.proxy.process().openFiles();
      for (Map.Entry<String, Function<Bed, Attack>> entry : attacks.entrySet()) {
        String name = entry.getKey();
        P99 before = measure(innocents, windows, () -> true);
        P99 meanwhile;
        try (Attack attack = entry.getValue().apply(bed)) {
          meanwhile = measure(innocents, windows, attack::isComplete);
          attack.findings().forEach(finding -> findings.add(name + ": " + finding));
          notes.append("- ").append(name).append(": ").append(attack.summary());
          notes
              .append("; ")
              .append(bed.proxy.process().residentBytes() >> 20)
              .append(" MiB resident\n");
        }
        compare(name, before, meanwhile, findings);
        await(name + ": its descriptors are given back")
            .atMost(LIMIT)
            .until(() -> bed.proxy.process().openFiles() <= files + 20);
      }
      innocents.failures().stream().limit(10).forEach(f -> findings.add("not served: " + f));
      end(bed, findings);
    }
    report.append('\n').append(notes).append('\n');
    report.append(findings.isEmpty() ? "Nothing is wrong.\n" : String.join("\n", findings) + "\n");
    System.out.println(report);
    Files.writeString(directory.resolve("hostile.md"), report);
    return findings;
  }

  private static void end(Bed bed, List<String> findings) throws IOException {
    if (!bed.proxy.process().isAlive() || !bed.agent.isAlive()) {
      findings.add("the proxy or the agent has ended");
    }
    for (String line : List.of("became unhealthy", "Exception", "OutOfMemory")) {
      List<String> lines = bed.proxy.process().lines(line);
      if (!lines.isEmpty()) {
        findings.add(lines.size() + " lines of the log like " + lines.get(0));
      }
    }
  }

  private interface Condition {
    boolean holds();
  }

  /** So many windows, and more until the condition holds, up to {@link #LIMIT}. */
  private P99 measure(Innocents innocents, int least, Condition condition) {
    P99 figures = new P99();
    innocents.take();
    long end = System.nanoTime() + LIMIT.toNanos();
    for (int i = 0; i < least || (!condition.holds() && System.nanoTime() < end); i++) {
      await().atMost(LIMIT).pollDelay(window).until(() -> true);
      figures.add(innocents.take());
    }
    return figures;
  }

  private void compare(String name, P99 before, P99 meanwhile, List<String> findings) {
    for (Innocents.Wish wish : Innocents.Wish.values()) {
      double was = before.median(wish);
      double is = meanwhile.median(wish);
      if (is > factor * Math.max(FLOOR_MILLIS, was) + moreMillis) {
        findings.add(
            String.format(
                Locale.ROOT, "%s: %s waits %.1f ms, and %.1f before it", name, wish, is, was));
      }
      report.append(
          String.format(
              Locale.ROOT, "| %s | %s | %.1f | %.1f | %.1f |%n", name, wish, was, is, is / was));
    }
  }
}

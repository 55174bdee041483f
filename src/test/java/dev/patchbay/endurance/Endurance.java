package dev.patchbay.endurance;

import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.Exposition;
import dev.patchbay.testing.JarProxy;
import dev.patchbay.testing.ScriptedNode;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.ResourceLeakDetector;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Churn through the built jar in its own process: a warm-up, the figures of the start, the churn,
 * the figures of the end.
 */
final class Endurance {
  private static final int SESSIONS = 2_000;
  private static final Duration BETWEEN_FAILOVERS = Duration.ofSeconds(20);
  private static final int WARM_UP_FAILOVERS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private final Duration time;
  private final long seed;
  private final Path directory;
  private final ChurnCounts counts = new ChurnCounts();
  private final List<String> course = new ArrayList<>();
  private List<StandIn> nodes;
  private EventLoopGroup loops;
  private JarProxy proxy;

  /**
   * @param time of the churn, without the warm-up of half a minute and the end
   * @param directory for the proxy's configuration and the report
   */
  Endurance(Duration time, long seed, Path directory) {
    this.time = time;
    this.seed = seed;
    this.directory = directory;
  }

  /** Takes minutes, seed and the report's directory. Exit code 1 if anything is wrong. */
  public static void main(String[] arguments) throws Exception {
    Duration time = Duration.ofMinutes(Long.parseLong(arguments[0]));
    Path directory = Files.createDirectories(Path.of(arguments[2]));
    List<String> findings = new Endurance(time, Long.parseLong(arguments[1]), directory).run();
    System.exit(findings.isEmpty() ? 0 : 1);
  }

  /** All of it; returns what is wrong, a sentence each. Prints and writes a report. */
  List<String> run() throws Exception {
    // The tests' JVM notes each access to a buffer, for which two thousand clients have no time.
    ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    try {
      return runOnLoops();
    } finally {
      ResourceLeakDetector.setLevel(level);
    }
  }

  private List<String> runOnLoops() throws Exception {
    Vertx vertx = Vertx.vertx();
    loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    try {
      nodes =
          List.of(
              StandIn.streaming("a", loops, vertx),
              StandIn.asked("b", 1, loops, vertx),
              StandIn.streaming("c", loops, vertx));
      proxy =
          JarProxy.start(nodes.stream().map(StandIn::ports).toList(), directory, Look.JVM_COUNTS);
      try (JarProxy running = proxy) {
        return played(new Look(running));
      }
    } finally {
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
      vertx.close().await(30, TimeUnit.SECONDS);
    }
  }

  private List<String> played(Look look) throws Exception {
    Failovers failovers = new Failovers(proxy, nodes, counts);
    churn(look, failovers, seed, Duration.ofSeconds(10), WARM_UP_FAILOVERS);
    List<String> exact = ExactSessions.play(proxy, counts);
    Figures start = look.figures();
    int web = churn(look, failovers, seed + 1, time, 0);
    List<String> exactAgain = ExactSessions.play(proxy, counts);
    Figures end = look.figures();

    Comparison comparison = new Comparison(start, end);
    List<String> findings = new ArrayList<>(comparison.findings());
    findings.addAll(exact);
    findings.addAll(exactAgain);
    findings.addAll(
        Sums.of(proxy.metrics())
            .findings(
                new Sums.Ends(
                    counts.connected.get(),
                    all(ScriptedNode::accepted),
                    counts.sent.get(),
                    all(ScriptedNode::received),
                    all(ScriptedNode::sent),
                    counts.received.get())));
    note(findings, counts.wrongBytes.get(), "bytes were not what was sent");
    note(findings, counts.cutWithoutCause.size(), "kinds of clients were cut without a cause");
    note(findings, counts.refused.get(), "connections were refused");
    note(findings, web, "looks at the web side failed");
    note(findings, proxy.process().lines("Exception").size(), "lines of the log have an exception");
    report(comparison, failovers, findings);
    return findings;
  }

  private static void note(List<String> findings, long count, String what) {
    if (count > 0) {
      findings.add(count + " " + what);
    }
  }

  /**
   * Clients come and go for this time and until so many failovers have been; then all leave.
   *
   * @return how often the web side did not answer
   */
  private int churn(Look look, Failovers failovers, long seed, Duration time, int atLeast)
      throws Exception {
    Churn churn = new Churn(loops, seed, SESSIONS, counts, proxy.mysqlPort(), proxy.inactivePort());
    long end = System.nanoTime() + time.toNanos();
    long next = System.nanoTime();
    int before = failovers.count();
    churn.begin();
    int unanswered;
    try (WebGuests guests = new WebGuests(proxy)) {
      await().atMost(LIMIT).until(() -> counts.open.get() >= SESSIONS * 9 / 10);
      while (System.nanoTime() < end || failovers.count() < before + atLeast) {
        failovers.failOver();
        course(look, failovers);
        if (atLeast == 0) {
          next += BETWEEN_FAILOVERS.toNanos();
          long rest = Math.min(next, end) - System.nanoTime();
          await().atMost(LIMIT).pollDelay(Duration.ofNanos(Math.max(1, rest))).until(() -> true);
        }
      }
      unanswered = guests.unanswered();
    }
    churn.end();
    await("all have left").atMost(LIMIT).until(() -> churn.clients() == 0);
    await("nodes without sessions").atMost(LIMIT).until(() -> all(node -> node.open()) == 0);
    awaitStandstill();
    return unanswered;
  }

  /** Until the proxy has no session, and its descriptors are the same for some seconds. */
  private void awaitStandstill() {
    List<Integer> seen = new ArrayList<>();
    await("standstill")
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              seen.add(proxy.process().openFiles());
              int size = seen.size();
              return size > 3
                  && seen.get(size - 1).equals(seen.get(size - 3))
                  && seen.get(size - 1).equals(seen.get(size - 2))
                  && Sums.of(proxy.metrics()).now() == 0;
            });
  }

  private long all(ToLongFunction<ScriptedNode> figure) {
    return nodes.stream().map(StandIn::node).mapToLong(figure).sum();
  }

  private void course(Look look, Failovers failovers) throws IOException {
    Exposition page = proxy.metrics();
    String line =
        String.format(
            Locale.ROOT,
            "%d\t%d\t%d\t%d\t%d\t%d\t%d",
            failovers.count(),
            counts.open.get(),
            counts.connected.get(),
            proxy.process().openFiles(),
            look.threads(),
            Look.direct(page) >> 10,
            proxy.process().residentBytes() >> 10);
    System.out.println(line);
    course.add(line);
  }

  private void report(Comparison comparison, Failovers failovers, List<String> findings)
      throws IOException {
    String text =
        "%d minutes, seed %d, %d sessions; %d failovers, the slowest until the last session had ended: %d ms%n%s%n%s%n%n%s%n%s%n"
            .formatted(
                time.toMinutes(),
                seed,
                SESSIONS,
                failovers.count(),
                failovers.slowestMillis(),
                counts,
                Sums.of(proxy.metrics()),
                comparison.table(),
                findings.isEmpty() ? "Nothing is wrong." : String.join("\n", findings));
    System.out.println(text);
    Files.writeString(directory.resolve("endurance.md"), text);
    Files.writeString(
        directory.resolve("endurance.tsv"),
        "failovers\tsessions\tconnected\tdescriptors\tthreads\tdirect KiB\tresident KiB\n"
            + String.join("\n", course)
            + "\n");
    Files.writeString(directory.resolve("proxy.log"), proxy.process().out());
  }
}

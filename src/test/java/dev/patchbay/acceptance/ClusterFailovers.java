package dev.patchbay.acceptance;

import static org.awaitility.Awaitility.await;

import dev.patchbay.routing.ActiveNodePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Times failovers of a real cluster, for {@code acceptance/failover}: from a fault of the active
 * node to the last of its sessions cut, and to the next answer that a client gets. Prints a line
 * for each play and a table at the end. No test: what is right is what FailoverAcceptanceTest
 * holds.
 */
public final class ClusterFailovers {
  private static final int SESSIONS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration RECOVERY = Duration.ofMinutes(3);
  private static final long CHECK_INTERVAL_NANOS =
      TimeUnit.MILLISECONDS.toNanos(ProxyConfigText.HEALTH_INTERVAL_MILLIS);

  private final GaleraCluster cluster = new GaleraCluster();
  private final Random random = new Random(7);
  private final List<String> table = new ArrayList<>();

  private ClusterFailovers() {}

  /** Arguments: how many plays of each; the faults; auto, off or both with a comma between. */
  public static void main(String[] arguments) throws Exception {
    ClusterFailovers times = new ClusterFailovers();
    for (TimedFault fault : TimedFault.of(arguments[1])) {
      for (String stream : arguments[2].split(",")) {
        times.play(fault, stream, Integer.parseInt(arguments[0]));
      }
    }
    System.out.printf(
        "%n%-16s %-7s %5s | %21s | %21s%n",
        "fault", "stream", "plays", "last cut p50/p99/max", "answer p50/p99/max");
    times.table.forEach(System.out::println);
    System.exit(0); // drivers have threads of their own
  }

  private void play(TimedFault fault, String stream, int plays) throws Exception {
    long[] cut = new long[plays];
    long[] answer = new long[plays];
    ProxyConfigText plain = ProxyConfigText.of(cluster, ActiveNodePolicy.STICKY);
    String yaml = plain.yaml().replace("Proxy:\n", "Proxy:\n  HealthcheckStream: " + stream + "\n");
    Path directory = Files.createTempDirectory("patchbay-failover-");
    try (ProxyProcess proxy = ProxyProcess.start(plain.with(yaml), directory)) {
      for (int play = 0; play < plays; play++) {
        awaitWholeCluster(proxy);
        LockSupport.parkNanos(fault.rest().toNanos());
        if (play == 0) {
          // That the driver's classes are loaded now is none of the failover's time.
          awaitAnswer(proxy);
        }
        TimedFault.Moment moment = fault.prepare(cluster, proxy.activeNode());
        List<IdleSession> sessions = open(proxy.mysqlPort());
        // At any moment between two checks, as in life.
        LockSupport.parkNanos(random.nextLong(2 * CHECK_INTERVAL_NANOS));

        long start = System.nanoTime();
        moment.begin().run();
        awaitEnds(sessions, proxy);
        cut[play] = System.nanoTime() - start;
        awaitAnswer(proxy);
        answer[play] = System.nanoTime() - start;

        System.out.printf(
            Locale.ROOT,
            "%s, stream %s, %d of %d: cut %.0f ms, answer %.0f ms%n",
            fault.key(),
            stream,
            play + 1,
            plays,
            cut[play] / 1e6,
            answer[play] / 1e6);
        if (isOdd(cut, play)) {
          System.out.println(log(proxy));
        }
        // A fault that is over before a check could confirm it makes a liar of the agent, to whose
        // stream the proxy then listens no more.
        LockSupport.parkNanos(CHECK_INTERVAL_NANOS / 2);
        moment.repair().run();
      }
      table.add(
          String.format(
              Locale.ROOT,
              "%-16s %-7s %5d | %s | %s",
              fault.key(),
              stream,
              plays,
              spread(cut),
              spread(answer)));
      proxy.stop();
    }
  }

  private static void awaitWholeCluster(ProxyProcess proxy) {
    await()
        .atMost(RECOVERY)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(
            () ->
                proxy.activeNode() >= 0
                    && proxy.backends().stream().allMatch(ProxyProcess.BackendStatus::healthy));
  }

  private static List<IdleSession> open(int port) throws IOException {
    List<IdleSession> sessions = new ArrayList<>();
    while (sessions.size() < SESSIONS) {
      sessions.add(IdleSession.open(port));
    }
    return sessions;
  }

  private static void awaitEnds(List<IdleSession> sessions, ProxyProcess proxy) throws IOException {
    for (IdleSession session : sessions) {
      if (session.openAfter(PATIENCE)) {
        throw tooLate("a session was not cut", proxy, null);
      }
      session.close();
    }
  }

  private static void awaitAnswer(ProxyProcess proxy) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Connection connection = GaleraCluster.connect(proxy.mysqlPort());
          Statement statement = connection.createStatement()) {
        statement.executeQuery("SELECT 1").close();
        return;
      } catch (SQLException e) {
        if (System.nanoTime() > end) {
          throw tooLate("no answer", proxy, e);
        }
      }
    }
  }

  /** Twice as long as any before, and by more than the machine stands still at times. */
  private static boolean isOdd(long[] cut, int play) {
    long most = Arrays.stream(cut, 0, play).max().orElse(cut[play]);
    return cut[play] > 2 * most + TimeUnit.SECONDS.toNanos(1);
  }

  private static IllegalStateException tooLate(String what, ProxyProcess proxy, Exception cause) {
    return new IllegalStateException(what + " within " + PATIENCE + "; " + log(proxy), cause);
  }

  /** Whose fault it was, the group's or the proxy's, is seen there alone. */
  private static String log(ProxyProcess proxy) {
    return "the proxy's log:\n" + String.join("\n", proxy.log());
  }

  private static String spread(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    int p99 = (int) Math.ceil(0.99 * sorted.length) - 1;
    return String.format(
        Locale.ROOT,
        "%6.0f %6.0f %6.0f ",
        sorted[(sorted.length - 1) / 2] / 1e6,
        sorted[p99] / 1e6,
        sorted[sorted.length - 1] / 1e6);
  }
}

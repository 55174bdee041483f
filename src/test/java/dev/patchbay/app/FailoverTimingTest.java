package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long a failover takes, with the default timing. Prints what it measured. */
class FailoverTimingTest {
  private static final int SESSIONS = 50;
  private static final int ROUNDS = 20;

  private final Random random = new Random(7);

  @Test
  void lastSession_isCutWithinAnIntervalOfA503() throws Exception {
    try (ProxyBed bed = new ProxyBed(2, ProxyBed.INTERVAL_MILLIS).start()) {
      List<Long> millis = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        millis.add(failOver(bed, round % 2, random.nextInt(ProxyBed.INTERVAL_MILLIS)));
      }

      millis.sort(null);
      long p95 = millis.get(ROUNDS * 95 / 100 - 1);
      System.out.printf(
          "failover timing: from a 503 at a random moment to the last of %d sessions cut, interval"
              + " %d ms: median %d ms, p95 %d ms, max %d ms of %d%n",
          SESSIONS,
          ProxyBed.INTERVAL_MILLIS,
          millis.get(ROUNDS / 2),
          p95,
          millis.get(ROUNDS - 1),
          ROUNDS);
      // A few milliseconds on a free machine; the rest is for one with other things to do. A proxy
      // that waited for another check, or another node's, would be far beyond.
      assertThat(p95).isLessThanOrEqualTo(ProxyBed.INTERVAL_MILLIS + 450);
    }
  }

  @Test
  void hungAgent_delaysTheFailoverOfAnotherNodeByNothing() throws Exception {
    try (ProxyBed bed = new ProxyBed(3, ProxyBed.INTERVAL_MILLIS).start()) {
      long without = medianOfAligned(bed);

      bed.agents.get(2).hang();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !bed.backends().getJsonObject(2).getBoolean("healthy"));
      long with = medianOfAligned(bed);

      double ratio = (double) with / without;
      System.out.printf(
          "failover timing: median from a 503 right after a check to the last cut: %d ms without,"
              + " %d ms with another node's agent hung; ratio %.2f%n",
          without, with, ratio);
      // Waiting for the hung agent's timeout would make it ten.
      assertThat(ratio).isLessThan(2);
    }
  }

  /** Between nodes 0 and 1, each time right after a check: no luck of the moment is in it. */
  private long medianOfAligned(ProxyBed bed) throws Exception {
    List<Long> millis = new ArrayList<>();
    for (int round = 0; round < 8; round++) {
      millis.add(failOver(bed, round % 2, 0));
    }
    millis.sort(null);
    return millis.get(millis.size() / 2);
  }

  private long failOver(ProxyBed bed, int from, long afterCheckMillis) throws Exception {
    String name = "mysql/" + from;
    await().atMost(Duration.ofSeconds(30)).until(() -> bed.whoAnswers().equals(Optional.of(name)));
    // The next node must be seen as healthy, or there is nowhere to go.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> bed.backends().getJsonObject(1 - from).getBoolean("healthy"));
    List<Socket> sessions = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      sessions.add(bed.connect());
      assertThat(ProxyBed.greeting(sessions.get(i))).contains(name);
    }
    int seen = bed.agents.get(from).checks();
    while (bed.agents.get(from).checks() == seen) {
      Thread.onSpinWait();
    }
    TimeUnit.MILLISECONDS.sleep(afterCheckMillis);

    long start = System.nanoTime();
    bed.agents.get(from).sick();
    for (Socket session : sessions) {
      assertThat(ProxyBed.ends(session)).isTrue();
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

    for (Socket session : sessions) {
      session.close();
    }
    bed.agents.get(from).well();
    return millis;
  }
}

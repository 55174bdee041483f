package dev.patchbay.endurance;

import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.JarProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Makes the active node ill, and each third time the inactive one; sees that nobody stays on it,
 * and makes it well again.
 */
final class Failovers {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Until the last client of a failover has heard of it, and for the agent's next words. */
  private static final Duration CALM = Duration.ofSeconds(3);

  /** Whoever reads the output wants to know what the proxy said then. */
  private static final long SLOW_MILLIS = 5_000;

  private final JarProxy proxy;
  private final List<StandIn> nodes;
  private final ChurnCounts counts;
  private int failovers;
  private long slowestMillis;

  Failovers(JarProxy proxy, List<StandIn> nodes, ChurnCounts counts) {
    this.proxy = proxy;
    this.nodes = nodes;
    this.counts = counts;
  }

  /**
   * One failover.
   *
   * @throws org.awaitility.core.ConditionTimeoutException if somebody stays on the former node
   */
  void failOver() throws Exception {
    String listener = failovers % 3 == 2 ? "inactive" : "active";
    StandIn former = nodeOf(listener);
    counts.failoverSteps.incrementAndGet();
    long begun = System.nanoTime();
    former.health().accept(false);
    await("nobody on a node that is ill").atMost(LIMIT).until(() -> former.node().open() == 0);
    long millis = (System.nanoTime() - begun) / 1_000_000;
    if (millis > SLOW_MILLIS) {
      System.out.println("a slow failover, " + millis + " ms: " + proxy.ask("/v0/events"));
    }
    slowestMillis = Math.max(slowestMillis, millis);
    await("another node")
        .atMost(LIMIT)
        .until(() -> !former.ports().name().equals(nameOf(listener)));
    pause();
    former.health().accept(true);
    pause();
    counts.failoverSteps.incrementAndGet();
    failovers++;
  }

  private static void pause() {
    await().pollDelay(CALM).until(() -> true);
  }

  private StandIn nodeOf(String listener) throws IOException {
    String name = nameOf(listener);
    return nodes.stream().filter(n -> n.ports().name().equals(name)).findFirst().orElseThrow();
  }

  private String nameOf(String listener) throws IOException {
    return proxy.ask("/v0/nodes").getJsonObject(listener).getString("node", "");
  }

  int count() {
    return failovers;
  }

  /** From the node's illness to the end of its last session, as the node sees it; milliseconds. */
  long slowestMillis() {
    return slowestMillis;
  }
}

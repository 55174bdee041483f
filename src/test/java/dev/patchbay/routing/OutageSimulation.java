package dev.patchbay.routing;

import dev.patchbay.health.CheckResult;
import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Nodes that were all lost and come back, and a proxy that checks them as the health monitor does:
 * each on its own clock, one check at a time, a check begun anew when the last one has ended and
 * the interval is over, and the others asked soon when one is back. Time is a number.
 */
final class OutageSimulation {
  /** The longest that an agent takes which answers at all. */
  static final long SLOWEST_MILLIS = 100;

  /** What the monitor leaves between two checks of a node in doubt. */
  static final long SUSPICION_MILLIS = 25;

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long NEVER = Long.MAX_VALUE;

  /**
   * One node of the cluster.
   *
   * @param backMillis when it is healthy again, after the first one
   * @param hangs whether its agent does not answer while it is lost; else it says so at once
   */
  record Member(long backMillis, boolean hangs) {
    static Member backAfter(long millis) {
      return new Member(millis, false);
    }

    static Member lost(boolean hangs) {
      return new Member(NEVER, hangs);
    }
  }

  /**
   * What a proxy has chosen once it has settled.
   *
   * @param waited from the first healthy node that it saw to the first choice
   */
  record Choice(Optional<Node> active, Optional<Node> inactive, Duration waited) {}

  private final List<Member> nodes;
  private final long intervalMillis;
  private final long timeoutMillis;
  private final List<Node> backends;

  /** When the first node is back: every proxy has checked each node by then. */
  private final long outageMillis;

  OutageSimulation(List<Member> nodes, long intervalMillis, long timeoutMillis) {
    this.nodes = nodes;
    this.intervalMillis = intervalMillis;
    this.timeoutMillis = timeoutMillis;
    this.outageMillis = intervalMillis + timeoutMillis;
    this.backends =
        IntStream.range(0, nodes.size())
            .mapToObj(i -> new Node("mysql/" + i, "10.0.0." + i, 3306, 9200, "/"))
            .toList();
  }

  private boolean isBack(int node, long at) {
    long after = nodes.get(node).backMillis();
    return after != NEVER && at >= outageMillis + after;
  }

  /** One node's clock in one proxy. */
  private final class Watch {
    final int node;
    private final Random random;
    private long begun;
    private long ends;
    private boolean suspected;
    private Verdict verdict;

    Watch(int node, Random random) {
      this.node = node;
      this.random = random;
      begin(random.nextLong(intervalMillis));
    }

    private void begin(long at) {
      begun = at;
      suspected = false;
      boolean back = isBack(node, at);
      if (!back && nodes.get(node).hangs()) {
        ends = at + timeoutMillis;
        verdict = Verdict.failed(CheckResult.TIMEOUT, "no answer");
      } else {
        ends = at + 1 + random.nextLong(SLOWEST_MILLIS);
        verdict =
            back
                ? new Verdict(true, OptionalLong.of(index(at)), "200", "Synced")
                : Verdict.unhealthy("503");
      }
    }

    /** Galera numbers its members anew with each one that joins. */
    private long index(long at) {
      return IntStream.range(0, nodes.size())
          .filter(other -> isBack(other, at) && rank(other) < rank(node))
          .count();
    }

    /** Any order that is not the configuration's. */
    private int rank(int of) {
      return (of * 7 + 3) % 11;
    }

    /** The check has ended; the next one is under way, or will be. */
    void next() {
      long gap = suspected ? SUSPICION_MILLIS : intervalMillis;
      begin(Math.max(begun + gap, ends + 1));
    }

    /** A check whose beginning lies ahead is brought forward; one under way is followed soon. */
    void suspect(long now) {
      if (begun > now) {
        begin(now + 1 + random.nextLong(SUSPICION_MILLIS));
      } else {
        suspected = true;
      }
    }
  }

  /** Plays the outage to one proxy, whose clocks and answers this chance decides. */
  Choice play(RoutingRules rules, Random random) {
    List<Watch> watches =
        IntStream.range(0, nodes.size()).mapToObj(i -> new Watch(i, random)).toList();
    Health lost = Health.unknown(backends, START);
    for (NodeHealth node : lost.nodes()) {
      lost = lost.with(node.after(Verdict.unhealthy("503"), START));
    }
    RoutingState state =
        rules.withHealth(
            rules.initial(Routers.topology(backends), Intent.INITIAL, Claims.alone("me"), START),
            lost,
            START);
    Optional<Instant> firstHealthy = Optional.empty();
    Optional<Instant> chosen = Optional.empty();
    long end = outageMillis + Math.max(intervalMillis, timeoutMillis) + 2000;
    while (true) {
      Watch watch = watches.stream().min((a, b) -> Long.compare(a.ends, b.ends)).orElseThrow();
      Instant now = START.plusMillis(watch.ends);
      Optional<Instant> due = rules.nextChoice(state, now);
      if (due.isPresent() && due.get().isBefore(now)) {
        now = due.get();
        state = rules.later(state, now);
      } else if (watch.ends > end) {
        return new Choice(
            state.active().node(),
            state.route(ListenerId.INACTIVE).node(),
            Duration.between(firstHealthy.orElseThrow(), chosen.orElseThrow()));
      } else {
        NodeHealth after = state.health().nodes().get(watch.node).after(watch.verdict, now);
        if (after.isHealthy() && state.health().healthy().isEmpty()) {
          firstHealthy = Optional.of(now);
          long at = watch.ends;
          watches.stream().filter(w -> w != watch).forEach(w -> w.suspect(at));
        }
        state = rules.withHealth(state, state.health().with(after), now);
        watch.next();
      }
      if (chosen.isEmpty() && state.active().node().isPresent()) {
        chosen = Optional.of(now);
      }
    }
  }
}

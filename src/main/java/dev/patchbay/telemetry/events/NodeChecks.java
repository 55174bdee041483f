package dev.patchbay.telemetry.events;

import dev.patchbay.health.Verdict;
import dev.patchbay.routing.Follower;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.PerNode;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Each node's last check, how many have failed in a row, and the slowest since somebody looked.
 * Written on the control loop, read from any thread.
 */
public final class NodeChecks implements Follower {
  private static final class Tally {
    private volatile Optional<Check> last = Optional.empty();
    private volatile int failedInARow;
    private OptionalDouble slowest = OptionalDouble.empty();
  }

  private final Clock clock;
  private final PerNode<Tally> nodes = new PerNode<>(node -> new Tally());

  /** Of no node yet. */
  public NodeChecks(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void begin(RoutingState state) {
    nodes.begin(state.topology().nodes());
  }

  @Override
  public void next(Transition transition) {
    nodes.change(transition.topology());
  }

  /**
   * A check has ended; one that decided nothing is not kept. On the control loop only.
   *
   * @param nanos how long it took
   */
  public void checked(Node checked, Verdict verdict, long nanos) {
    if (verdict.decides()) {
      nodes.of(checked.id()).ifPresent(tally -> count(tally, verdict, nanos));
    }
  }

  private void count(Tally node, Verdict verdict, long nanos) {
    double millis = Millis.of(nanos);
    node.failedInARow = verdict.healthy() ? 0 : node.failedInARow + 1;
    node.last =
        Optional.of(new Check(clock.instant(), millis, verdict.healthy(), verdict.reason()));
    node.slowest = OptionalDouble.of(Math.max(millis, node.slowest.orElse(0)));
  }

  /** The last check that has ended; empty if none has. */
  public Optional<Check> last(NodeId node) {
    return nodes.of(node).flatMap(tally -> tally.last);
  }

  /** How many checks have failed since the last good one. */
  public int failedInARow(NodeId node) {
    return nodes.of(node).map(tally -> tally.failedInARow).orElse(0);
  }

  /** Milliseconds of the slowest check since this was asked last. On the control loop only. */
  OptionalDouble takeSlowest(NodeId node) {
    Optional<Tally> tally = nodes.of(node);
    OptionalDouble slowest = tally.map(t -> t.slowest).orElse(OptionalDouble.empty());
    tally.ifPresent(t -> t.slowest = OptionalDouble.empty());
    return slowest;
  }
}

package dev.patchbay.telemetry.events;

import dev.patchbay.topology.Node;
import dev.patchbay.health.Verdict;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Each node's last check, how many have failed in a row, and the slowest since somebody looked.
 * Written on the control loop, read from any thread.
 */
public final class NodeChecks {
  private static final class Tally {
    private volatile Optional<Check> last = Optional.empty();
    private volatile int failedInARow;
    private OptionalDouble slowest = OptionalDouble.empty();
  }

  private final Clock clock;
  private final Map<Node, Tally> nodes;

  public NodeChecks(Clock clock, List<Node> backends) {
    this.clock = clock;
    this.nodes = backends.stream().collect(Collectors.toMap(Function.identity(), b -> new Tally()));
  }

  /**
   * A check has ended; one that decided nothing is not kept. On the control loop only.
   *
   * @param nanos how long it took
   */
  public void checked(Node backend, Verdict verdict, long nanos) {
    if (!verdict.decides()) {
      return;
    }
    Tally node = nodes.get(backend);
    double millis = Millis.of(nanos);
    node.failedInARow = verdict.healthy() ? 0 : node.failedInARow + 1;
    node.last =
        Optional.of(new Check(clock.instant(), millis, verdict.healthy(), verdict.reason()));
    node.slowest = OptionalDouble.of(Math.max(millis, node.slowest.orElse(0)));
  }

  /** The last check that has ended; empty if none has. */
  public Optional<Check> last(Node backend) {
    return nodes.get(backend).last;
  }

  /** How many checks have failed since the last good one. */
  public int failedInARow(Node backend) {
    return nodes.get(backend).failedInARow;
  }

  /** Milliseconds of the slowest check since this was asked last. On the control loop only. */
  OptionalDouble takeSlowest(Node backend) {
    Tally node = nodes.get(backend);
    OptionalDouble slowest = node.slowest;
    node.slowest = OptionalDouble.empty();
    return slowest;
  }
}

package dev.patchbay.routing;

import dev.patchbay.topology.Node;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Where one listener's sessions go, from one moment to the next change. Immutable and numbered: a
 * session that was dialled under another generation must not live.
 *
 * @param generation grows by one with each change of {@code node} or {@code trafficEnabled}, from 0
 * @param node the node that takes the traffic; empty when no node is healthy, or none was checked
 * @param trafficEnabled false while an operator has switched the traffic off
 * @param reason why this route replaced the one before it, in a few words for people
 * @param since when this route began
 */
public record Route(
    long generation, Optional<Node> node, boolean trafficEnabled, String reason, Instant since) {

  public Route {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(since, "since");
  }

  /** The route before the first choice: nowhere. */
  public static Route none(Instant now) {
    return new Route(0, Optional.empty(), true, "waiting for the first health checks", now);
  }

  /** The node that a new session may be sent to; empty when new sessions must be refused. */
  public Optional<Node> open() {
    return trafficEnabled ? node : Optional.empty();
  }

  /** The route that follows this one. */
  Route next(Optional<Node> nextNode, boolean nextTraffic, String why, Instant now) {
    return new Route(generation + 1, nextNode, nextTraffic, why, now);
  }
}

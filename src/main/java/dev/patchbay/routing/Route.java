package dev.patchbay.routing;

import dev.patchbay.topology.Node;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Where one listener's sessions go, from one moment to the next change. Immutable and numbered: a
 * session that was dialled under another generation must not live.
 *
 * @param generation grows by one with each change of the node or of {@code trafficEnabled}, from 0
 * @param node the node that takes the traffic; empty when no node is healthy, or none was checked
 * @param trafficEnabled false while an operator has switched the traffic off
 * @param reason why this route replaced the one before it
 * @param since when this route began
 * @param choice since when, and why, it is this node: the traffic may have been switched since
 */
public record Route(
    long generation,
    Optional<Node> node,
    boolean trafficEnabled,
    Reason reason,
    Instant since,
    Choice choice) {

  /** Why a listener has its node, and since when. */
  public record Choice(Reason reason, Instant since) {
    public Choice {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(since, "since");
    }
  }

  public Route {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(choice, "choice");
  }

  /** The route before the first choice: nowhere. */
  public static Route none(Instant now) {
    return new Route(
        0, Optional.empty(), true, Reason.WAITING, now, new Choice(Reason.WAITING, now));
  }

  /** The node that a new session may be sent to; empty when new sessions must be refused. */
  public Optional<Node> open() {
    return trafficEnabled ? node : Optional.empty();
  }

  /** Whether its sessions go to this very server. */
  public boolean leadsTo(Optional<Node> other) {
    return node.isPresent() && other.isPresent()
        ? node.get().isSameServer(other.get())
        : node.isEmpty() && other.isEmpty();
  }

  /** The route that follows this one. */
  Route next(Optional<Node> nextNode, boolean nextTraffic, Reason why, Instant now) {
    return new Route(
        generation + 1,
        nextNode,
        nextTraffic,
        why,
        now,
        leadsTo(nextNode) ? choice : new Choice(why, now));
  }

  /** The same route to the same server, whose agent may have another address. */
  Route with(Optional<Node> sameServer) {
    return node.equals(sameServer)
        ? this
        : new Route(generation, sameServer, trafficEnabled, reason, since, choice);
  }

  /** The same route, now that the first checks are over and have found no node healthy. */
  Route withoutHealthyNode() {
    return new Route(
        generation,
        node,
        trafficEnabled,
        reason.equals(Reason.WAITING) ? Reason.NO_HEALTHY_NODE : reason,
        since,
        new Choice(Reason.NO_HEALTHY_NODE, choice.since()));
  }
}

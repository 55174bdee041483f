package dev.patchbay.routing;

import dev.patchbay.topology.Node;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where one listener's sessions go, from one moment to the next change. Immutable and numbered: a
 * session that was begun under another generation lives only if this route {@link #keeps} it.
 *
 * @param generation grows by one with each change of the node, of {@code trafficEnabled} or of the
 *     drain, from 0
 * @param node the node that takes the traffic; empty when no node is healthy, or none was checked
 * @param trafficEnabled false while an operator has switched the traffic off
 * @param reason why this route replaced the one before it
 * @param since when this route began
 * @param choice since when, and why, it is this node: the traffic may have been switched since
 * @param from the generation of the first route whose sessions to this node may go on
 * @param drain the last one of this listener, which may be over
 */
public record Route(
    long generation,
    Optional<Node> node,
    boolean trafficEnabled,
    Reason reason,
    Instant since,
    Choice choice,
    long from,
    Optional<NodeDrain> drain) {

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
    Objects.requireNonNull(drain, "drain");
  }

  /** The route before the first choice: nowhere. */
  public static Route none(Instant now) {
    return new Route(
        0,
        Optional.empty(),
        true,
        Reason.WAITING,
        now,
        new Choice(Reason.WAITING, now),
        0,
        Optional.empty());
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

  /** The drain that goes on. */
  public Optional<NodeDrain> draining() {
    return drain.filter(NodeDrain::isGoingOn);
  }

  /**
   * Whether a session that was begun under that route may go on under this one. One that was begun
   * under a later one may: a loop that is told of one route may have heard of the next already.
   */
  public boolean keeps(Route begun) {
    return begun.generation >= generation || (trafficEnabled && (serves(begun) || drains(begun)));
  }

  /**
   * Whether a session that was begun under that route goes on only because its node is drained: it
   * is to end as soon as it can.
   */
  public boolean leaves(Route begun) {
    return begun.generation < generation && trafficEnabled && !serves(begun) && drains(begun);
  }

  private boolean serves(Route begun) {
    return node.isPresent() && begun.generation >= from && begun.leadsTo(node);
  }

  private boolean drains(Route begun) {
    return draining()
        .filter(d -> begun.generation >= d.from() && begun.leadsTo(Optional.of(d.node())))
        .isPresent();
  }

  /** The servers that sessions may be at. */
  public List<Node> kept() {
    return trafficEnabled
        ? Stream.concat(node.stream(), draining().stream().map(NodeDrain::node)).toList()
        : List.of();
  }

  /** The route that follows this one, to another node or with the traffic switched. */
  Route next(
      Optional<Node> nextNode,
      boolean nextTraffic,
      Reason why,
      Optional<NodeDrain> nextDrain,
      Instant now) {
    return new Route(
        generation + 1,
        nextNode,
        nextTraffic,
        why,
        now,
        leadsTo(nextNode) ? choice : new Choice(why, now),
        fromOf(nextNode, nextTraffic),
        nextDrain);
  }

  /** Sessions of a node that was drained live on when it is the active one again. */
  private long fromOf(Optional<Node> next, boolean nextTraffic) {
    boolean goesOn = trafficEnabled && nextTraffic && next.isPresent();
    if (goesOn && leadsTo(next)) {
      return from;
    }
    return draining()
        .filter(d -> goesOn && d.node().isSameServer(next.orElseThrow()))
        .map(NodeDrain::from)
        .orElse(generation + 1);
  }

  /** The same route, whose drain has ended. */
  Route with(NodeDrain ended) {
    return new Route(
        generation + 1, node, trafficEnabled, reason, since, choice, from, Optional.of(ended));
  }

  /** The same route to the same server, whose agent may have another address. */
  Route with(Optional<Node> sameServer) {
    return node.equals(sameServer)
        ? this
        : new Route(generation, sameServer, trafficEnabled, reason, since, choice, from, drain);
  }

  /** The same route, now that the first checks are over and have found no node healthy. */
  Route withoutHealthyNode() {
    return new Route(
        generation,
        node,
        trafficEnabled,
        reason.equals(Reason.WAITING) ? Reason.NO_HEALTHY_NODE : reason,
        since,
        new Choice(Reason.NO_HEALTHY_NODE, choice.since()),
        from,
        drain);
  }
}

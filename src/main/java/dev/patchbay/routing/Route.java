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
 * @param generation grows by one with each change of the nodes, of {@code trafficEnabled} or of the
 *     drains, from 0
 * @param places the nodes that take the traffic, in the order of choice; empty when none may be
 *     chosen, or none was checked. Most listeners have one at a time, those that spread their
 *     sessions several
 * @param trafficEnabled false while an operator has switched the traffic off
 * @param reason why this route replaced the one before it
 * @param since when this route began
 * @param choice since when, and why, it is these nodes: the traffic may have been switched since
 * @param drains in the order they began: of a listener with one node at a time its last one, which
 *     may be over; of one that spreads its sessions at most one of each node, see {@link
 *     SpreadRules}
 */
public record Route(
    long generation,
    List<Place> places,
    boolean trafficEnabled,
    Reason reason,
    Instant since,
    Choice choice,
    List<NodeDrain> drains) {

  /**
   * A node that takes traffic.
   *
   * @param from the generation of the first route whose sessions to this node may go on
   */
  public record Place(Node node, long from) {
    public Place {
      Objects.requireNonNull(node, "node");
    }
  }

  /** Why a listener has its node, and since when. */
  public record Choice(Reason reason, Instant since) {
    public Choice {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(since, "since");
    }
  }

  public Route {
    places = List.copyOf(places);
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(choice, "choice");
    drains = List.copyOf(drains);
  }

  /** A route to one node, or to none; {@code from} as of its place. */
  public Route(
      long generation,
      Optional<Node> node,
      boolean trafficEnabled,
      Reason reason,
      Instant since,
      Choice choice,
      long from,
      Optional<NodeDrain> drain) {
    this(
        generation,
        node.stream().map(n -> new Place(n, from)).toList(),
        trafficEnabled,
        reason,
        since,
        choice,
        drain.stream().toList());
  }

  /** The route before the first choice: nowhere. */
  public static Route none(Instant now) {
    return new Route(
        0, List.of(), true, Reason.WAITING, now, new Choice(Reason.WAITING, now), List.of());
  }

  /** The first of its nodes, which is the only one unless the listener spreads its sessions. */
  public Optional<Node> node() {
    return places.isEmpty() ? Optional.empty() : Optional.of(places.get(0).node());
  }

  /** The nodes that take the traffic, in the order of choice. */
  public List<Node> nodes() {
    return places.stream().map(Place::node).toList();
  }

  /** Of the first of its nodes, see {@link Place}. */
  public long from() {
    return places.isEmpty() ? generation : places.get(0).from();
  }

  /**
   * A node that a new session may be sent to, the first of them; empty when new sessions must be
   * refused.
   */
  public Optional<Node> open() {
    return trafficEnabled ? node() : Optional.empty();
  }

  /** This route as one of its nodes' sessions see it: to that node alone. */
  public Route at(Node node) {
    return places.size() == 1
        ? this
        : new Route(
            generation,
            place(node).stream().toList(),
            trafficEnabled,
            reason,
            since,
            choice,
            drains);
  }

  /** Whether its sessions go to this very server, and to no other, or to none as well. */
  public boolean leadsTo(Optional<Node> other) {
    return leadsTo(other.stream().toList());
  }

  /** Whether its sessions go to these very servers, and to no others. */
  public boolean leadsTo(List<Node> others) {
    return places.size() == others.size() && others.stream().allMatch(this::has);
  }

  /** Whether new sessions may go to this very server. */
  public boolean has(Node other) {
    return place(other).isPresent();
  }

  /** The nodes of that other route that new sessions of this one do not go to. */
  public List<Node> missing(Route other) {
    return other.nodes().stream().filter(n -> !has(n)).toList();
  }

  /** This very server's place. */
  Optional<Place> place(Node other) {
    for (Place place : places) {
      if (place.node().isSameServer(other)) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  /** The last drain that has begun, which may be over. */
  public Optional<NodeDrain> drain() {
    return last(drains);
  }

  /** The drains that go on, in the order they began. */
  public List<NodeDrain> drainsGoingOn() {
    return drains.stream().filter(NodeDrain::isGoingOn).toList();
  }

  /** The last that has begun of those that go on. */
  public Optional<NodeDrain> draining() {
    return last(drainsGoingOn());
  }

  private static Optional<NodeDrain> last(List<NodeDrain> of) {
    return of.isEmpty() ? Optional.empty() : Optional.of(of.get(of.size() - 1));
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
    return begun.node().flatMap(this::place).filter(p -> begun.generation >= p.from()).isPresent();
  }

  private boolean drains(Route begun) {
    return drains.stream()
        .filter(NodeDrain::isGoingOn)
        .anyMatch(d -> begun.generation >= d.from() && begun.leadsTo(Optional.of(d.node())));
  }

  /** The servers that sessions may be at. */
  public List<Node> kept() {
    return trafficEnabled
        ? Stream.concat(nodes().stream(), drainsGoingOn().stream().map(NodeDrain::node)).toList()
        : List.of();
  }

  /** The route that follows this one, to other nodes or with the traffic switched. */
  Route next(
      List<Node> nextNodes,
      boolean nextTraffic,
      Reason why,
      List<NodeDrain> nextDrains,
      Instant now) {
    return new Route(
        generation + 1,
        nextNodes.stream().map(n -> new Place(n, fromOf(n, nextTraffic))).toList(),
        nextTraffic,
        why,
        now,
        leadsTo(nextNodes) ? choice : new Choice(why, now),
        nextDrains);
  }

  /** Sessions of a node that was drained live on when it is taken again. */
  private long fromOf(Node next, boolean nextTraffic) {
    if (!trafficEnabled || !nextTraffic) {
      return generation + 1;
    }
    Optional<Place> place = place(next);
    return place.isPresent()
        ? place.get().from()
        : drainsGoingOn().stream()
            .filter(d -> d.node().isSameServer(next))
            .findFirst()
            .map(NodeDrain::from)
            .orElse(generation + 1);
  }

  /** The same route, of whose drains one has begun, ended, or got another deadline. */
  Route withDrains(List<NodeDrain> next) {
    return new Route(generation + 1, places, trafficEnabled, reason, since, choice, next);
  }

  /** The same route to the same servers, whose agents, order or labels may be others. */
  Route with(List<Node> sameServers) {
    return nodes().equals(sameServers)
        ? this
        : new Route(
            generation,
            sameServers.stream().map(n -> new Place(n, place(n).orElseThrow().from())).toList(),
            trafficEnabled,
            reason,
            since,
            choice,
            drains);
  }

  /** The same route, now that the first checks are over and have found no node healthy. */
  Route withoutHealthyNode() {
    return new Route(
        generation,
        places,
        trafficEnabled,
        reason.equals(Reason.WAITING) ? Reason.NO_HEALTHY_NODE : reason,
        since,
        new Choice(Reason.NO_HEALTHY_NODE, choice.since()),
        drains);
  }
}

package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.Selector;
import dev.patchbay.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever is disabled, enabled, drained, lost and found, in whatever order: a session of a
 * listener that spreads them lives exactly as long as its own node serves it or is drained. What is
 * expected comes from a book of deadlines that knows nothing of routes.
 */
class SpreadDrainProperties {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Operator ADMIN = new Operator("admin", "10.0.0.9");
  private static final ListenerId REPORTS = new ListenerId("reports");

  /** The active one, which has no label: so disabled nodes are never the only ones there are. */
  private static final Node ACTIVE = node("a");

  private static final List<Node> GROUP =
      IntStream.range(0, 3).mapToObj(i -> node("r" + i).withLabels(List.of("reporting"))).toList();

  /** One thing that happens. */
  sealed interface Event {}

  /** Zero seconds cut. */
  record Disabled(int node, int seconds) implements Event {}

  record Enabled(int node) implements Event {}

  record Checked(int node, boolean healthy) implements Event {}

  record Passed(int seconds) implements Event {}

  record Left(int node) implements Event {}

  record Traffic(boolean enabled) implements Event {}

  private final RoutingRules rules =
      new RoutingRules(ActiveNodePolicy.STICKY, Routers.ONLY_AT_START);
  private RoutingState state;
  private Instant now;

  // What is expected, by node: whether it may serve, when its drain ends, and its sessions.
  private boolean traffic;
  private Map<Integer, Boolean> healthy;
  private Map<Integer, Boolean> enabled;
  private Map<Integer, Instant> deadlines;
  private Map<Integer, List<Route>> alive;
  private List<Route> dead;

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Integer> node = Arbitraries.integers().between(0, GROUP.size() - 1);
    Arbitrary<Event> event =
        Arbitraries.frequencyOf(
            Tuple.of(6, Combinators.combine(node, Arbitraries.of(0, 3, 5, 9, 9)).as(Disabled::new)),
            Tuple.of(3, node.map(Enabled::new)),
            Tuple.of(
                3, Combinators.combine(node, Arbitraries.of(true, true, false)).as(Checked::new)),
            Tuple.of(4, Arbitraries.integers().between(1, 4).map(Passed::new)),
            Tuple.of(1, node.map(Left::new)),
            Tuple.of(1, Arbitraries.of(true, true, false).map(Traffic::new)));
    return event.list().ofMinSize(2).ofMaxSize(40);
  }

  @Property(tries = 10_000)
  void session_livesAsLongAsItsOwnNodeServesItOrIsDrained(@ForAll("events") List<Event> events) {
    begin();
    for (Event event : events) {
      happens(event);
      expect();

      Route route = state.route(REPORTS);
      alive.forEach(
          (node, sessions) -> {
            boolean drained = deadlines.containsKey(node);
            assertThat(sessions).allMatch(route::keeps);
            assertThat(sessions).allMatch(session -> route.leaves(session) == drained);
          });
      assertThat(dead).noneMatch(route::keeps);
      Map<Integer, Instant> goOn = new HashMap<>();
      route.drainsGoingOn().forEach(d -> goOn.put(GROUP.indexOf(d.node()), d.until()));
      assertThat(goOn).isEqualTo(deadlines).hasSize(route.drainsGoingOn().size());
      assertThat(route.drains()).hasSizeLessThanOrEqualTo(GROUP.size());
      assertThat(DrainRules.ends(state)).containsExactlyInAnyOrderElementsOf(deadlines.values());
      sessionsBegin(route);
    }
  }

  private void begin() {
    now = START;
    traffic = true;
    healthy = new HashMap<>();
    enabled = new HashMap<>();
    deadlines = new HashMap<>();
    alive = new HashMap<>();
    dead = new ArrayList<>();
    List<Node> all = new ArrayList<>(GROUP);
    all.add(0, ACTIVE);
    ListenerSpec active = Routers.activeOnly(List.of()).listeners().get(0);
    ListenerSpec reports =
        new ListenerSpec(REPORTS, "Listeners", "127.0.0.1", 0, Selector.FEWEST_SESSIONS, 3000)
            .withLabels(List.of("reporting"));
    state =
        rules.initial(
            new Topology(all, List.of(active, reports)), Intent.INITIAL, Claims.alone("me"), START);
    check(ACTIVE, true);
    for (int i = 0; i < GROUP.size(); i++) {
      check(GROUP.get(i), true);
      healthy.put(i, true);
      enabled.put(i, true);
      alive.put(i, new ArrayList<>());
    }
    sessionsBegin(state.route(REPORTS));
  }

  /** To the router, and into the book. */
  private void happens(Event event) {
    if (event instanceof Disabled d) {
      boolean hadSessions = serves(d.node()) || deadlines.containsKey(d.node());
      state = rules.operator().disable(state, GROUP.get(d.node()).id(), how(d.seconds()), now);
      enabled.put(d.node(), false);
      if (d.seconds() == 0) {
        deadlines.remove(d.node());
      } else if (hadSessions) {
        deadlines.put(d.node(), now.plusSeconds(d.seconds()));
      }
    } else if (event instanceof Enabled e) {
      state = rules.operator().enable(state, GROUP.get(e.node()).id(), now);
      enabled.put(e.node(), true);
      deadlines.remove(e.node());
    } else if (event instanceof Checked c) {
      check(GROUP.get(c.node()), c.healthy());
      healthy.put(c.node(), c.healthy());
    } else if (event instanceof Passed p) {
      now = now.plusSeconds(p.seconds());
      state = rules.later(state, now);
    } else if (event instanceof Left l) {
      state = rules.operator().drained(state, REPORTS, GROUP.get(l.node()).id(), now);
      deadlines.remove(l.node());
    } else if (event instanceof Traffic t) {
      TrafficSwitch to = new TrafficSwitch(t.enabled(), "", ADMIN, Optional.of(now));
      state = rules.withIntent(state, state.intent().with(to), now);
      traffic = t.enabled();
    }
  }

  /** Whose node neither serves nor is drained has lost its sessions, for ever. */
  private void expect() {
    deadlines
        .entrySet()
        .removeIf(e -> !traffic || !healthy.get(e.getKey()) || !now.isBefore(e.getValue()));
    alive.forEach(
        (node, sessions) -> {
          if (!serves(node) && !deadlines.containsKey(node)) {
            dead.addAll(sessions);
            sessions.clear();
          }
        });
  }

  private boolean serves(int node) {
    return traffic && healthy.get(node) && enabled.get(node);
  }

  private void sessionsBegin(Route route) {
    for (int i = 0; i < GROUP.size(); i++) {
      assertThat(route.trafficEnabled() && route.has(GROUP.get(i))).isEqualTo(serves(i));
      if (serves(i)) {
        alive.get(i).add(route.at(GROUP.get(i)));
      }
    }
  }

  private static Switchover.Request how(int seconds) {
    return new Switchover.Request(Optional.empty(), Duration.ofSeconds(seconds), "disk", ADMIN);
  }

  private void check(Node node, boolean well) {
    Verdict verdict =
        well
            ? new Verdict(true, OptionalLong.of(node.name().hashCode()), "200", "Synced")
            : Verdict.unhealthy("503");
    state =
        rules.withHealth(
            state,
            state.health().with(state.health().of(node.id()).orElseThrow().after(verdict, now)),
            now);
  }

  private static Node node(String name) {
    return new Node(new NodeId(name), name + ".example.org", 3306, 9200, "/");
  }
}

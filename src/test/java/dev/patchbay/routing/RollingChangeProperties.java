package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * While a deployment changes from Switchboard to Patchbay, or back, both kinds stand before one
 * cluster. Whichever was replaced first, and whenever: with {@code lowest-index} they send clients
 * to the same node; with {@code sticky} they need not.
 */
class RollingChangeProperties {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int NODES = 3;

  /** Which kind the deployment starts with. */
  enum Order {
    SWITCHBOARD_FIRST,
    PATCHBAY_FIRST
  }

  /** A node's agent answers: healthy or not, with an index that no other node has. */
  record Answer(int node, boolean healthy) {}

  /** What a proxy was told so far, and where it sends clients. */
  private interface Proxy {
    void see(Health view);

    Optional<Node> active();
  }

  /** The rule of Switchboard: the lowest index among the healthy nodes, at once. */
  private static final class SwitchboardLike implements Proxy {
    private Optional<Node> active = Optional.empty();

    @Override
    public void see(Health view) {
      active =
          view.healthy().stream()
              .min(Comparator.comparingLong(n -> n.index().orElseThrow()))
              .map(NodeHealth::node);
    }

    @Override
    public Optional<Node> active() {
      return active;
    }
  }

  private static final class PatchbayProxy implements Proxy {
    private final RoutingRules rules;
    private RoutingState state;

    PatchbayProxy(ActiveNodePolicy policy) {
      rules = new RoutingRules(policy, Routers.ONLY_AT_START);
    }

    @Override
    public void see(Health view) {
      if (state == null) {
        List<Node> nodes = view.nodes().stream().map(NodeHealth::node).toList();
        state = rules.initial(Routers.topology(nodes), Intent.INITIAL, Claims.alone("me"), START);
      }
      state = rules.withHealth(state, view, START);
    }

    @Override
    public Optional<Node> active() {
      return state == null ? Optional.empty() : state.active().node();
    }
  }

  /** Nodes that leave the cluster and join it again, with the indices that Galera gives them. */
  private static final class Cluster {
    private final List<Integer> joined = new ArrayList<>();
    private Health view;

    Cluster() {
      List<Node> nodes = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        nodes.add(new Node("mysql/" + i, "10.0.0." + i, 3306, 9201, "/"));
        joined.add(i);
      }
      view = Health.unknown(nodes, START);
      number();
    }

    /** A node's place in the list of members is its index. */
    void answer(Answer answer, boolean comesBackFirst) {
      joined.remove((Integer) answer.node());
      if (answer.healthy()) {
        joined.add(comesBackFirst ? 0 : joined.size(), answer.node());
      }
      number();
    }

    private void number() {
      List<NodeHealth> before = view.nodes();
      for (int i = 0; i < NODES; i++) {
        int index = joined.indexOf(i);
        Verdict verdict =
            index < 0
                ? Verdict.unhealthy("503")
                : new Verdict(true, OptionalLong.of(index), "200", "Synced");
        view = view.with(before.get(i).after(verdict, START));
      }
    }
  }

  /**
   * Plays the answers to two proxies, the first of which is replaced by the other kind half-way.
   */
  private static boolean everDisagree(
      List<Answer> answers, long seed, Order order, ActiveNodePolicy policy) {
    Cluster cluster = new Cluster();
    Proxy replaced = newProxy(order == Order.PATCHBAY_FIRST, policy);
    Proxy kept = newProxy(order == Order.PATCHBAY_FIRST, policy);
    boolean disagreed = false;
    for (int i = 0; i < answers.size(); i++) {
      if (i == answers.size() / 2) {
        replaced = newProxy(order == Order.SWITCHBOARD_FIRST, policy);
      }
      replaced.see(cluster.view);
      kept.see(cluster.view);
      disagreed |= !replaced.active().equals(kept.active());
      cluster.answer(answers.get(i), (seed >> (i % 64) & 1) == 1);
    }
    return disagreed;
  }

  private static Proxy newProxy(boolean patchbay, ActiveNodePolicy policy) {
    return patchbay ? new PatchbayProxy(policy) : new SwitchboardLike();
  }

  @Provide
  Arbitrary<List<Answer>> answers() {
    return net.jqwik.api.Combinators.combine(
            Arbitraries.integers().between(0, NODES - 1), Arbitraries.of(true, true, false))
        .as(Answer::new)
        .list()
        .ofMinSize(2)
        .ofMaxSize(40);
  }

  @Property(tries = 5_000)
  void lowestIndex_alwaysAgreesWithSwitchboard_inBothOrders(
      @ForAll("answers") List<Answer> answers, @ForAll long seed, @ForAll Order order) {
    assertThat(everDisagree(answers, seed, order, ActiveNodePolicy.LOWEST_INDEX)).isFalse();
  }

  /** Node 0 leaves and comes back as the first member: Switchboard goes back to it. */
  @Example
  void sticky_disagreesAfterARejoin_inBothOrders() {
    List<Answer> rejoin =
        List.of(
            new Answer(2, true),
            new Answer(2, true),
            new Answer(0, false),
            new Answer(0, true),
            new Answer(2, true),
            new Answer(2, true));

    for (Order order : Order.values()) {
      // Half-way is after node 0 left: the kept proxy and the new one both saw it go and come back.
      assertThat(everDisagree(rejoin, 0b001000, order, ActiveNodePolicy.STICKY)).isTrue();
      assertThat(everDisagree(rejoin, 0b001000, order, ActiveNodePolicy.LOWEST_INDEX)).isFalse();
    }
  }
}

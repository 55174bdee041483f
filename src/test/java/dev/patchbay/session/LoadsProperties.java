package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.routing.Reason;
import dev.patchbay.routing.Route;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Which node a session gets. */
class LoadsProperties {
  private static final List<Node> NODES =
      IntStream.range(0, 5)
          .mapToObj(i -> new Node("n" + i, "10.0.0." + i, 3306, 9200, "/"))
          .toList();

  /**
   * Whoever is in the group at the moment: an open one is chosen, none of them has fewer, and of
   * several with as few it is the first. What leaves, leaves.
   */
  @Property(tries = 2_000)
  void choice_isAlwaysAnOpenNodeWithTheFewest(
      @ForAll @Size(max = 120) List<@IntRange(max = 31) Integer> steps) {
    Spread spread = new Spread(System::nanoTime);
    Map<NodeId, Integer> expected = new HashMap<>();
    List<NodeId> sessions = new ArrayList<>();
    for (int step : steps) {
      List<Node> open = NODES.stream().filter(n -> (step >> NODES.indexOf(n) & 1) == 1).toList();
      if (step % 3 == 0 && !sessions.isEmpty()) {
        NodeId left = sessions.remove(step % sessions.size());
        expected.merge(left, -1, Integer::sum);
        spread.left(left);
      }

      Optional<Route> got = spread.enter(route(open), Optional.empty());

      assertThat(got.isPresent()).isEqualTo(!open.isEmpty());
      if (got.isPresent()) {
        Node node = got.get().node().orElseThrow();
        assertThat(got.get().nodes()).containsExactly(node);
        assertThat(open).contains(node);
        for (Node other : open) {
          int fewer = count(expected, node) - count(expected, other);
          boolean earlier = open.indexOf(other) < open.indexOf(node);
          assertThat(fewer).isLessThanOrEqualTo(earlier ? -1 : 0);
        }
        expected.merge(node.id(), 1, Integer::sum);
        sessions.add(node.id());
      }
      NODES.forEach(n -> assertThat(spread.loads().of(n.id())).isEqualTo(count(expected, n)));
    }
  }

  /** New sessions alone even out what was uneven, and never differ by more than one then. */
  @Property(tries = 500)
  void newSessions_evenItOut(@ForAll @Size(5) List<@IntRange(max = 20) Integer> before) {
    Spread spread = new Spread(System::nanoTime);
    for (int i = 0; i < NODES.size(); i++) {
      for (int n = 0; n < before.get(i); n++) {
        spread.enter(route(NODES.subList(i, i + 1)), Optional.empty());
      }
    }
    int missing = before.stream().mapToInt(n -> Collections.max(before) - n).sum();

    for (int i = 0; i < missing + 3; i++) {
      spread.enter(route(NODES), Optional.empty());
    }

    List<Integer> now = NODES.stream().map(n -> spread.loads().of(n.id())).toList();
    assertThat(Collections.max(now) - Collections.min(now)).isLessThanOrEqualTo(1);
  }

  @Example
  void nodeThatHasJustNotTakenIt_isTheLastResort() {
    Loads one = Loads.NONE.plus(NODES.get(1).id(), 1);
    Optional<NodeId> first = Optional.of(NODES.get(0).id());

    assertThat(one.fewest(NODES.subList(0, 2), first)).contains(NODES.get(1));
    assertThat(one.fewest(NODES.subList(0, 1), first)).contains(NODES.get(0));
  }

  @Example
  void switchedOff_isNowhere() {
    Route off = Routers.route(2, Optional.of(NODES.get(0)), false, "off", Instant.EPOCH);

    assertThat(new Spread(System::nanoTime).enter(off, Optional.empty())).isEmpty();
  }

  @Example
  void loopsThatChooseAtOnce_stayEven() throws Exception {
    int loops = 8;
    int each = 3_000;
    Spread spread = new Spread(System::nanoTime);
    Route route = route(NODES);
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(loops);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < loops; i++) {
      all.add(
          threads.submit(
              () -> {
                go.await();
                for (int n = 0; n < each; n++) {
                  spread.enter(route, Optional.empty());
                }
                return null;
              }));
    }

    go.countDown();
    for (Future<?> one : all) {
      one.get();
    }
    threads.shutdown();

    NODES.forEach(
        n -> assertThat(spread.loads().of(n.id())).isEqualTo(loops * each / NODES.size()));
  }

  private static int count(Map<NodeId, Integer> counts, Node node) {
    return counts.getOrDefault(node.id(), 0);
  }

  private static Route route(List<Node> nodes) {
    Reason reason = new Reason(Reason.Code.BECAME_HEALTHY, Optional.empty(), "test");
    return new Route(
        1,
        nodes.stream().map(n -> new Route.Place(n, 1)).toList(),
        true,
        reason,
        Instant.EPOCH,
        new Route.Choice(reason, Instant.EPOCH),
        List.of());
  }
}

package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.Routers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * All nodes of a cluster are lost, and some come back. Two or three proxies watch, each with its
 * own clock for each node, with agents that answer now faster, now slower or not at all. What they
 * choose must be the same.
 */
class AfterOutageProperties {
  private static final int TIMEOUT_MILLIS = 2000;

  /** How the nodes come back, to proxies that check so often. */
  record Outage(int intervalMillis, List<OutageSimulation.Node> nodes, int proxies, long seed) {
    ChoiceWait choiceWait() {
      return ChoiceWait.of(TIMEOUT_MILLIS, intervalMillis);
    }
  }

  /** Nodes come back one after the other, as far apart as is promised to make no difference. */
  @Provide
  Arbitrary<Outage> oneAfterTheOther() {
    return Combinators.combine(
            Arbitraries.integers().between(100, 450),
            Arbitraries.integers().between(2, 5),
            Arbitraries.integers().between(2, 3),
            Arbitraries.longs())
        .as(
            (interval, nodes, proxies, seed) -> {
              long window =
                  ChoiceWait.of(TIMEOUT_MILLIS, interval).afterOutage().toMillis()
                      - interval
                      - OutageSimulation.SLOWEST_MILLIS;
              return new Outage(interval, nodes(nodes, window, seed), proxies, seed);
            });
  }

  /** All come back in the same moment, and are checked so rarely that a check is far away. */
  @Provide
  Arbitrary<Outage> atTheSameTime() {
    return Combinators.combine(
            Arbitraries.integers().between(100, 10_000),
            Arbitraries.integers().between(2, 5),
            Arbitraries.integers().between(2, 3),
            Arbitraries.longs())
        .as(
            (interval, nodes, proxies, seed) ->
                new Outage(interval, nodes(nodes, 0, seed), proxies, seed));
  }

  /** The first one comes back at once, others within the window or never. */
  private static List<OutageSimulation.Node> nodes(int count, long windowMillis, long seed) {
    Random random = new Random(seed);
    List<OutageSimulation.Node> nodes = new ArrayList<>();
    int first = random.nextInt(count);
    for (int i = 0; i < count; i++) {
      if (i == first) {
        nodes.add(OutageSimulation.Node.backAfter(0));
      } else if (random.nextInt(4) > 0) {
        nodes.add(OutageSimulation.Node.backAfter(random.nextLong(windowMillis + 1)));
      } else {
        nodes.add(OutageSimulation.Node.lost(random.nextBoolean()));
      }
    }
    return nodes;
  }

  @Property(tries = 2_000)
  void proxies_chooseAlike_whenNodesComeBackOneAfterTheOther(
      @ForAll("oneAfterTheOther") Outage outage, @ForAll ActiveNodePolicy policy) {
    assertAlikeAndInTime(outage, policy);
  }

  @Property(tries = 2_000)
  void proxies_chooseAlike_whenNodesComeBackAtTheSameTime(
      @ForAll("atTheSameTime") Outage outage, @ForAll ActiveNodePolicy policy) {
    assertAlikeAndInTime(outage, policy);
  }

  private static void assertAlikeAndInTime(Outage outage, ActiveNodePolicy policy) {
    ChoiceWait wait = outage.choiceWait();
    List<OutageSimulation.Choice> choices = play(outage, policy, wait);

    OutageSimulation.Choice first = choices.get(0);
    assertThat(first.active()).isPresent();
    for (OutageSimulation.Choice choice : choices) {
      assertThat(choice.active()).isEqualTo(first.active());
      assertThat(choice.inactive()).isEqualTo(first.inactive());
      assertThat(choice.waited()).isLessThanOrEqualTo(wait.afterOutage());
    }
  }

  /** Whoever does not wait differs from its neighbour sooner or later: the play is a hard one. */
  @Example
  void proxiesThatDoNotWait_differ() {
    long differing =
        IntStream.range(0, 200)
            .mapToObj(seed -> new Outage(400, nodes(3, 400, seed), 2, seed))
            .map(outage -> play(outage, ActiveNodePolicy.STICKY, Routers.ONLY_AT_START))
            .filter(choices -> !choices.get(0).active().equals(choices.get(1).active()))
            .count();

    assertThat(differing).isGreaterThan(10);
  }

  /** An answer of all that are there ends the wait; nobody is kept waiting for the sake of it. */
  @Property(tries = 500)
  void nodesThatAreAllBack_areChosenFromWithoutWaitingForTheTimeToPass(
      @ForAll("atTheSameTime") Outage outage) {
    List<OutageSimulation.Node> all =
        outage.nodes().stream().map(n -> OutageSimulation.Node.backAfter(0)).toList();
    Outage complete = new Outage(outage.intervalMillis(), all, outage.proxies(), outage.seed());

    for (OutageSimulation.Choice choice :
        play(complete, ActiveNodePolicy.STICKY, complete.choiceWait())) {
      assertThat(choice.waited())
          .isLessThanOrEqualTo(
              Duration.ofMillis(
                  OutageSimulation.SUSPICION_MILLIS + 2 * OutageSimulation.SLOWEST_MILLIS + 1));
    }
  }

  private static List<OutageSimulation.Choice> play(
      Outage outage, ActiveNodePolicy policy, ChoiceWait wait) {
    OutageSimulation simulation =
        new OutageSimulation(outage.nodes(), outage.intervalMillis(), TIMEOUT_MILLIS);
    return IntStream.range(0, outage.proxies())
        .mapToObj(
            proxy ->
                simulation.play(
                    new RoutingRules(policy, wait), new Random(outage.seed() * 31 + proxy)))
        .toList();
  }
}

package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.routing.ClaimSimulation.CutOff;
import dev.patchbay.routing.ClaimSimulation.Happening;
import dev.patchbay.routing.ClaimSimulation.Mistake;
import dev.patchbay.routing.ClaimSimulation.Network;
import dev.patchbay.routing.ClaimSimulation.NodeTurns;
import dev.patchbay.routing.ClaimSimulation.Restart;
import dev.patchbay.routing.ClaimSimulation.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Proxies that stick end on the same node, whatever happened, and do not move without a cause. */
class ClaimProperties {
  /** The first checks and the question to the others are over. */
  private static final long BEGIN = 4000;

  private static final long LAST = 16_000;

  @Property(tries = 2_000)
  void proxies_endOnTheSameNode_withinFiveSeconds(@ForAll long seed) {
    Play play = Play.of(seed, Network.BAD);

    play.simulation().play(play.lastEvent() + 5000);

    assertAgreed(play);
  }

  @Property(tries = 2_000)
  void proxies_endOnTheSameNode_withinTwoSecondsOfSeeingTheSameWhereNoMessageIsLost(
      @ForAll long seed) {
    Play play = Play.of(seed, Network.PERFECT);

    // By then every proxy has seen what has happened to the nodes.
    play.simulation().play(play.lastEvent() + ClaimSimulation.SLOWEST_CHECK);
    play.simulation().play(play.simulation().lastSeen() + 2000);

    assertAgreed(play);
  }

  /** Each happening is a cause for one move of each proxy, and no more. */
  @Property(tries = 2_000)
  void proxies_neverMoveTwiceForOneCause(@ForAll long seed) {
    Play play = Play.of(seed, Network.BAD);

    play.simulation().play(play.lastEvent() + 60_000);

    assertThat(play.simulation().moves())
        .as(play.simulation().story())
        .allMatch(moves -> moves <= play.causes());
  }

  /** One schedule, and the proxies that it is played to. */
  private record Play(ClaimSimulation simulation, List<Happening> happenings) {
    static Play of(long seed, Network network) {
      Random random = new Random(seed);
      int proxies = 2 + random.nextInt(2);
      List<Happening> happenings = ClaimProperties.happenings(random, proxies, network.lost() > 0);
      return new Play(new ClaimSimulation(proxies, network, happenings, seed), happenings);
    }

    /** A mistake is two: a node is lost to a proxy, and is there again. */
    long causes() {
      return happenings.stream().mapToInt(h -> h instanceof Mistake ? 2 : 1).sum();
    }

    long lastEvent() {
      return happenings.stream().mapToLong(ClaimProperties::end).max().orElse(BEGIN);
    }
  }

  private static void assertAgreed(Play play) {
    ClaimSimulation simulation = play.simulation();
    assertThat(simulation.faults()).as(simulation.story()).isEmpty();
    assertThat(simulation.active()).as(simulation.story()).allMatch(java.util.Optional::isPresent);
    assertThat(simulation.isSplit()).as(simulation.story()).isFalse();
  }

  /**
   * At most six happenings; at the end at least one node is up, and all hear each other.
   *
   * @param cuts whether proxies are cut off from each other, which loses messages as well
   */
  private static List<Happening> happenings(Random random, int proxies, boolean cuts) {
    List<Happening> all = new ArrayList<>();
    boolean[] up = {true, true, true};
    long[] times =
        LongStream.generate(() -> BEGIN + random.nextLong(LAST - BEGIN))
            .limit(1 + random.nextInt(6))
            .sorted()
            .toArray();
    for (long at : times) {
      switch (random.nextInt(cuts ? 6 : 5)) {
        case 0, 1 -> {
          int node = random.nextInt(3);
          boolean last = up[node] && up[0] ^ up[1] ^ up[2] && !(up[0] && up[1] && up[2]);
          if (!last) {
            up[node] = !up[node];
            all.add(new NodeTurns(at, node, up[node]));
          }
        }
        case 2 -> all.add(new Restart(at, random.nextInt(proxies)));
        case 3 ->
            all.add(
                new Mistake(
                    at, random.nextInt(proxies), random.nextInt(3), 1 + random.nextLong(2000)));
        case 4 ->
            all.add(
                new Wish(
                    at,
                    random.nextInt(proxies),
                    random.nextInt(3),
                    Duration.ofSeconds(random.nextInt(4))));
        default ->
            all.add(new CutOff(at, 0, 1 + random.nextInt(proxies - 1), 1 + random.nextLong(4000)));
      }
    }
    return all;
  }

  private static long end(Happening what) {
    if (what instanceof CutOff cut) {
      return cut.at() + cut.millis();
    }
    if (what instanceof Mistake mistake) {
      return mistake.at() + mistake.millis();
    }
    return what.at();
  }

  /** The fault that this was built for: node 0 is sick and well again, and a proxy restarts. */
  @Example
  void restartedProxy_takesItsSiblingsNode() {
    for (long seed = 0; seed < 200; seed++) {
      ClaimSimulation simulation =
          new ClaimSimulation(
              2,
              Network.PERFECT,
              List.of(
                  new NodeTurns(BEGIN, 0, false),
                  new NodeTurns(BEGIN + 3000, 0, true),
                  new Restart(BEGIN + 6000, 1)),
              seed);

      simulation.play(BEGIN + 9000);

      assertThat(simulation.active())
          .as(simulation.story())
          .allSatisfy(active -> assertThat(active.orElseThrow().name()).isEqualTo("mysql/1"));
      assertThat(simulation.moves()).containsExactly(1, 1);
    }
  }

  /** The proxy at which it was said is killed as soon as it has told the others. */
  @Example
  void operatorsWish_isThatOfAll_once_andOutlivesItsProxy() {
    for (long seed = 0; seed < 200; seed++) {
      ClaimSimulation simulation =
          new ClaimSimulation(
              3,
              Network.PERFECT,
              List.of(
                  new Wish(BEGIN, 0, 2, Duration.ZERO),
                  new Restart(BEGIN + 301, 0),
                  new Restart(BEGIN + 9000, 1)),
              seed);

      simulation.play(BEGIN + 12_000);

      assertThat(simulation.active())
          .as(simulation.story())
          .allSatisfy(active -> assertThat(active.orElseThrow().name()).isEqualTo("mysql/2"));
      assertThat(simulation.moves()).containsExactly(1, 1, 1);
    }
  }

  /** Whoever hears nobody differs from the others sooner or later: the play is a hard one. */
  @Example
  void proxiesThatHearNobody_endApart() {
    Network deaf = new Network(1, 0, 300);
    int apart = 0;
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      ClaimSimulation simulation = new ClaimSimulation(2, deaf, happenings(random, 2, true), seed);
      simulation.play(LAST + 10_000);
      apart += simulation.isSplit() ? 1 : 0;
    }

    assertThat(apart).isGreaterThan(50);
  }

  /** One that takes node after node for sick does not drag the others along for ever. */
  @Example
  void restlessProxy_isFollowedAFewTimesOnly() {
    List<Happening> mistakes = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      for (int node = 0; node < 3; node++) {
        mistakes.add(new Mistake(BEGIN + i * 9000L + node * 3000L, 0, node, 2500));
      }
    }
    ClaimSimulation simulation = new ClaimSimulation(3, Network.BAD, mistakes, 7);

    simulation.play(BEGIN + 300_000);

    assertThat(simulation.moves().get(0)).isGreaterThan(20);
    // Once more than that a proxy gives in, to one that does not heed it either.
    assertThat(simulation.moves().get(1)).isLessThanOrEqualTo(Followed.MOST_MOVES + 1);
    assertThat(simulation.moves().get(2)).isLessThanOrEqualTo(Followed.MOST_MOVES + 1);
  }

  /** One cannot see the node that the other has chosen, and the other one can come where it is. */
  @Example
  void proxyThatCannotUseTheOthersNode_isFollowedToItsOwn() {
    for (long seed = 0; seed < 200; seed++) {
      ClaimSimulation simulation =
          new ClaimSimulation(
              2,
              Network.BAD,
              List.of(new Mistake(BEGIN, 0, 1, 1_000_000), new NodeTurns(BEGIN + 2000, 0, false)),
              seed);

      simulation.play(BEGIN + 12_000);

      assertThat(simulation.isSplit()).as(simulation.story()).isFalse();
      assertThat(simulation.moves()).as(simulation.story()).allMatch(moves -> moves <= 2);
    }
  }

  /** Each sees only what is dead for the other: they stay apart, and nobody moves. */
  @Example
  void proxiesThatHaveNoNodeInCommon_stayWhereTheyAre() {
    ClaimSimulation simulation =
        new ClaimSimulation(
            2,
            Network.BAD,
            List.of(
                new Mistake(BEGIN, 0, 1, 1_000_000),
                new Mistake(BEGIN, 1, 0, 1_000_000),
                new NodeTurns(BEGIN + 2000, 2, false)),
            1);

    simulation.play(BEGIN + 120_000);

    assertThat(simulation.isSplit()).isTrue();
    assertThat(simulation.moves()).allMatch(moves -> moves <= 2);
    assertThat(simulation.faults()).isEmpty();
  }

  /** What only one proxy has seen, again and again, ends with that one beside the others. */
  @Example
  void restlessProxy_comesToTheOthersOnceItIsCalm() {
    for (long seed = 0; seed < 100; seed++) {
      List<Happening> flaps = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        for (int node = 0; node < 2; node++) {
          flaps.add(new Mistake(BEGIN + i * 4000L, 0, node, 300));
        }
      }
      ClaimSimulation simulation = new ClaimSimulation(2, Network.PERFECT, flaps, seed);

      simulation.play(BEGIN + 4 * 4000 + 8000);

      assertThat(simulation.isSplit()).as(simulation.story()).isFalse();
    }
  }
}

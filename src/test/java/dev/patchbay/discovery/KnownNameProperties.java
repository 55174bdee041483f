package dev.patchbay.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.NodePattern;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Random answers, losses, health and times against the rules of a name. */
class KnownNameProperties {
  private static final int GRACE_SECONDS = 60;
  private static final NodePattern PATTERN =
      new NodePattern("db", "db.test", 3306, 9201, "status", GRACE_SECONDS, 0, 0);

  /**
   * One round: an answer, of no hosts if it is useless, the hosts that are unhealthy then, and how
   * long it is since the round before.
   */
  record Round(Set<Integer> hosts, Set<Integer> unhealthy, int ttlSeconds, int seconds) {
    Answer answer() {
      return hosts.isEmpty()
          ? new Answer.Useless("nothing")
          : new Answer.Whole(
              hosts.stream().map(Round::target).collect(Collectors.toSet()),
              Duration.ofSeconds(ttlSeconds));
    }

    static Target target(int host) {
      return new Target("10.0.0." + host, 3306);
    }

    boolean isUnhealthy(NodeId id) {
      return unhealthy.stream().anyMatch(h -> target(h).id(PATTERN).equals(id));
    }
  }

  @Provide
  Arbitrary<List<Round>> rounds() {
    Arbitrary<Set<Integer>> hosts = Arbitraries.integers().between(1, 6).set().ofMaxSize(5);
    Arbitrary<Set<Integer>> manyHosts =
        Arbitraries.integers().between(1, 120).set().ofMinSize(50).ofMaxSize(100);
    return Combinators.combine(
            Arbitraries.frequencyOf(Tuple.of(20, hosts), Tuple.of(1, manyHosts)),
            hosts,
            Arbitraries.integers().between(0, 1000),
            Arbitraries.integers().between(0, 70))
        .as(Round::new)
        .list()
        .ofMaxSize(40);
  }

  @Property
  void nodeStaysWhileItIsNamed_healthyForTheGrace_andThroughEveryUselessAnswer(
      @ForAll("rounds") List<Round> rounds, @ForAll long start) {
    KnownName name = KnownName.none(PATTERN);
    Map<Target, Long> lackingSince = new HashMap<>();
    long now = start;
    for (Round round : rounds) {
      now += TimeUnit.SECONDS.toNanos(round.seconds());
      Answer answer = round.answer();

      KnownName next = name.follow(answer, round::isUnhealthy, now);

      if (answer instanceof Answer.Whole whole) {
        for (KnownName.Known known : name.known()) {
          Target target = known.target();
          boolean stays = targets(next).contains(target);
          if (whole.targets().contains(target)) {
            lackingSince.remove(target);
            assertThat(stays).isTrue();
          } else {
            long since = now - lackingSince.getOrDefault(target, now);
            lackingSince.putIfAbsent(target, now);
            boolean over = since >= TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
            assertThat(stays).isEqualTo(!over && !round.isUnhealthy(target.id(PATTERN)));
            if (!stays) {
              lackingSince.remove(target);
            }
          }
        }
        Set<Target> wanted = new HashSet<>(targets(name));
        wanted.addAll(whole.targets());
        assertThat(wanted).containsAll(targets(next));
        assertThat(next.known()).hasSizeLessThanOrEqualTo(KnownName.MOST_NODES);
        assertThat(next.beyond() == 0).isEqualTo(targets(next).containsAll(whole.targets()));
      } else {
        assertThat(next).isEqualTo(name);
      }
      assertThat(next.pause(answer, now))
          .isBetween(KnownName.SHORTEST_PAUSE, KnownName.LONGEST_PAUSE);
      name = next;
    }
  }

  /** Two proxies that have had the same last answer call the nodes alike, in the same order. */
  @Property
  void nodesAfterTheGrace_dependOnTheLastAnswerAlone(
      @ForAll("rounds") List<Round> rounds, @ForAll("rounds") List<Round> others) {
    Answer last =
        new Answer.Whole(Set.of(Round.target(3), Round.target(1), Round.target(5)), Duration.ZERO);

    assertThat(settled(rounds, last)).isEqualTo(settled(others, last));
  }

  private static List<Node> settled(List<Round> rounds, Answer last) {
    KnownName name = KnownName.none(PATTERN);
    long now = 0;
    for (Round round : rounds) {
      now += TimeUnit.SECONDS.toNanos(round.seconds());
      name = name.follow(round.answer(), round::isUnhealthy, now);
    }
    name = name.follow(last, id -> false, now);
    name = name.follow(last, id -> false, now + TimeUnit.SECONDS.toNanos(GRACE_SECONDS));
    return name.follow(last, id -> false, now + TimeUnit.SECONDS.toNanos(GRACE_SECONDS)).nodes();
  }

  private static Set<Target> targets(KnownName name) {
    return name.known().stream().map(KnownName.Known::target).collect(Collectors.toSet());
  }
}

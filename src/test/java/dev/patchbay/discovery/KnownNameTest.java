package dev.patchbay.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.NodePattern;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownNameTest {
  private static final NodePattern PATTERN =
      new NodePattern("db", "db.test", 3306, 9201, "status", 60, 0, 0);
  private static final NodePattern SERVICE =
      new NodePattern("db", "_mysql._tcp.test", 3306, 9201, "status", 60, 0, 0);
  private static final Predicate<NodeId> ALL_WELL = id -> false;
  private static final Answer.Useless DOWN = new Answer.Useless("down");

  private long now = Long.MAX_VALUE - 1000;
  private KnownName name = KnownName.none(PATTERN);

  @Test
  void node_hasTheNameOfItsAddress() {
    answered("10.0.1.8", "10.0.1.7", "fd00::7");

    assertThat(name.nodes())
        .containsExactly(
            new Node("db-10.0.1.7", "10.0.1.7", 3306, 9201, "status"),
            new Node("db-10.0.1.8", "10.0.1.8", 3306, 9201, "status"),
            new Node("db-fd00::7", "fd00::7", 3306, 9201, "status"));
  }

  @Test
  void nodeOfAService_hasTheNameOfItsHost_andOfAPortThatIsNotTheUsualOne() {
    name = KnownName.none(SERVICE);

    follow(whole(new Target("mysql-0.test", 3306), new Target("mysql-0.test", 3307)), ALL_WELL);

    assertThat(name.nodes())
        .containsExactly(
            new Node("db-mysql-0.test", "mysql-0.test", 3306, 9201, "status"),
            new Node("db-mysql-0.test:3307", "mysql-0.test", 3307, 9201, "status"));
  }

  @Test
  void uselessAnswer_changesNothing_howeverLongItLasts() {
    answered("10.0.1.7", "10.0.1.8");
    answered("10.0.1.7");
    KnownName before = name;

    later(1000);
    follow(DOWN, id -> true);

    assertThat(name).isEqualTo(before);
  }

  @Test
  void healthyNodeThatIsLacking_staysForTheGrace_andGoesThen() {
    answered("10.0.1.7", "10.0.1.8");

    answered("10.0.1.7");
    later(59);
    answered("10.0.1.7");
    assertThat(ids()).containsExactly("db-10.0.1.7", "db-10.0.1.8");
    later(1);
    answered("10.0.1.7");

    assertThat(ids()).containsExactly("db-10.0.1.7");
  }

  @Test
  void nodeThatIsThereAgain_hasItsWholeGraceAgain() {
    answered("10.0.1.7", "10.0.1.8");
    answered("10.0.1.7");
    later(59);
    answered("10.0.1.7", "10.0.1.8");

    later(59);
    answered("10.0.1.7");
    later(59);
    answered("10.0.1.7");

    assertThat(ids()).contains("db-10.0.1.8");
  }

  @Test
  void unhealthyNodeThatIsLacking_goesAtOnce() {
    answered("10.0.1.7", "10.0.1.8");

    follow(whole(new Target("10.0.1.7", 3306)), id -> id.name().equals("db-10.0.1.8"));

    assertThat(ids()).containsExactly("db-10.0.1.7");
  }

  @Test
  void unhealthyNodeThatIsThere_stays() {
    answered("10.0.1.7");

    follow(whole(new Target("10.0.1.7", 3306)), id -> true);

    assertThat(ids()).containsExactly("db-10.0.1.7");
  }

  @Test
  void nodesBeyondTheLimit_areLeftOut_andThoseKnownStay() {
    answered("10.9.9.9");

    follow(
        new Answer.Whole(
            IntStream.rangeClosed(0, KnownName.MOST_NODES)
                .mapToObj(i -> i == 0 ? "10.9.9.9" : "10.0.0." + i)
                .map(host -> new Target(host, 3306))
                .collect(Collectors.toSet()),
            Duration.ZERO),
        ALL_WELL);

    assertThat(name.known()).hasSize(KnownName.MOST_NODES);
    assertThat(ids()).contains("db-10.9.9.9");
    assertThat(name.beyond()).isEqualTo(1);
  }

  @Test
  void pause_isTheTtl_withinItsBounds() {
    answered("10.0.1.7");

    assertThat(pause(0)).hasSeconds(5);
    assertThat(pause(30)).hasSeconds(30);
    assertThat(pause(86_400)).hasSeconds(60);
    assertThat(name.pause(DOWN, now)).hasSeconds(5);
  }

  @Test
  void pause_endsWithTheGraceOfANodeThatIsLacking() {
    answered("10.0.1.7", "10.0.1.8");
    answered("10.0.1.7");

    later(20);
    assertThat(pause(50)).hasSeconds(40);
    later(38);
    assertThat(pause(50)).hasSeconds(5);
  }

  private Duration pause(int ttlSeconds) {
    return name.pause(
        new Answer.Whole(Set.of(new Target("10.0.1.7", 3306)), Duration.ofSeconds(ttlSeconds)),
        now);
  }

  private void answered(String... hosts) {
    Target[] targets = new Target[hosts.length];
    for (int i = 0; i < hosts.length; i++) {
      targets[i] = new Target(hosts[i], 3306);
    }
    follow(whole(targets), ALL_WELL);
  }

  private static Answer whole(Target... targets) {
    return new Answer.Whole(Set.of(targets), Duration.ZERO);
  }

  private void follow(Answer answer, Predicate<NodeId> unhealthy) {
    name = name.follow(answer, unhealthy, now);
  }

  private void later(int seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }

  private List<String> ids() {
    return name.nodes().stream().map(Node::name).toList();
  }
}

package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A server in one state after the other, and what one agent says of it at each look. */
class NodeCheckTest {
  private static final HealthRules DONORS = new HealthRules(true, false);
  private static final int NO_ANSWER = -1;

  private static List<Boolean> healthy(HealthRules rules, int... states) {
    Queue<Future<NodeVariables>> looks = new ArrayDeque<>();
    IntStream.of(states).forEach(state -> looks.add(look(state)));
    NodeCheck check = new NodeCheck(looks::remove, config(rules));
    return IntStream.of(states)
        .mapToObj(state -> check.look().result().verdict().healthy())
        .toList();
  }

  private static AgentConfig config(HealthRules rules) {
    return new AgentConfig(
        "127.0.0.1",
        0,
        new DatabaseLogin("127.0.0.1", 3306, "user", "password"),
        Duration.ofSeconds(1),
        rules,
        Optional.empty(),
        AgentConfig.Signs.NONE);
  }

  private static Future<NodeVariables> look(int state) {
    return state == NO_ANSWER
        ? Future.failedFuture(new IOException("gone"))
        : Future.succeededFuture(
            NodeVerdictTest.node("wsrep_local_state", Integer.toString(state)));
  }

  @Test
  void lookThatEndsAfterClose_isToldToNobody() {
    Promise<NodeVariables> slow = Promise.promise();
    NodeCheck check = new NodeCheck(slow::future, config(HealthRules.STRICT));
    Future<NodeReport> look = check.look();

    check.close();
    slow.fail("the connection was closed");

    assertThat(look.isComplete()).isFalse();
  }

  @Test
  void donorThatCatchesUp_staysHealthyWhereDonorsAre() {
    assertThat(healthy(DONORS, 4, 2, 2, 3, 3, 4))
        .containsExactly(true, true, true, true, true, true);
  }

  @Test
  void donorForShorterThanALook_staysHealthyWhereDonorsAre() {
    assertThat(healthy(DONORS, 4, 3, 4)).containsExactly(true, true, true);
    assertThat(healthy(HealthRules.STRICT, 4, 3, 4)).containsExactly(true, false, true);
  }

  @Test
  void donorThatCatchesUp_isUnhealthyWhereDonorsAre() {
    assertThat(healthy(HealthRules.STRICT, 4, 2, 3, 4)).containsExactly(true, false, false, true);
  }

  @Test
  void nodeThatJoins_isUnhealthyUntilItIsSynced() {
    assertThat(healthy(DONORS, 1, 3, 4)).containsExactly(false, false, true);
    assertThat(healthy(DONORS, 3, 4)).containsExactly(false, true);
  }

  @Test
  void nodeThatJoinsAfterItWasADonor_isUnhealthyUntilItIsSynced() {
    assertThat(healthy(DONORS, 2, 0, 1, 3)).containsExactly(true, false, false, false);
    assertThat(healthy(DONORS, 2, NO_ANSWER, 3)).containsExactly(true, false, false);
  }
}

package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.MysqlClient;
import dev.patchbay.testing.MysqlClient.End;
import dev.patchbay.topology.Hold;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.LoginRule;
import dev.patchbay.topology.MysqlTerms;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener that spreads its sessions over several nodes. */
class SpreadSessionsTest {
  private static final Duration LONG = Duration.ofHours(1);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sessions_areSpreadOverTheLabelledNodes_whateverTheProtocol(boolean followed)
      throws Exception {
    try (SpreadBed bed =
        new SpreadBed("bcd", Hold.NONE, Optional.of(MysqlTerms.DEFAULT).filter(t -> followed))) {
      bed.clients(9);

      assertSpread(bed, 0, 3, 3, 3);
    }
  }

  /** Those on their way count as well: else all would take the same node. */
  @Test
  void sessionsThatComeAtOnce_areSpreadToo() throws Exception {
    ExecutorService many = Executors.newCachedThreadPool();
    try (SpreadBed bed = new SpreadBed("bcd")) {
      List<Future<MysqlClient>> coming = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        coming.add(many.submit(() -> bed.connect()));
      }
      for (Future<MysqlClient> one : coming) {
        one.get().greeting();
      }

      assertSpread(bed, 0, 20, 20, 20);
    } finally {
      many.shutdownNow();
    }
  }

  @Test
  void sessionsThatEnd_makeRoomForNewOnesAtTheirNode() throws Exception {
    try (SpreadBed bed = new SpreadBed("bc")) {
      bed.clients(1);
      MysqlClient second = bed.client();
      assertSpread(bed, 0, 1, 1, 0);

      second.close();
      await().until(() -> bed.sessions(bed.c()) == 0);
      await().until(() -> bed.closed.size() == 1);
      bed.clients(2);

      assertSpread(bed, 0, 2, 1, 0);
    }
  }

  @Test
  void nodeThatJoins_isGivenTheNewSessions_andNoneIsCutForIt() throws Exception {
    try (SpreadBed bed = new SpreadBed("bc")) {
      bed.clients(6);

      bed.health(bed.d(), true);
      bed.clients(3);

      assertSpread(bed, 0, 3, 3, 3);
      assertThat(bed.closed).isEmpty();
    }
  }

  @Test
  void nodeThatBecomesUnhealthy_losesItsSessionsAlone_andTheyAreSpreadAnew() throws Exception {
    try (SpreadBed bed = new SpreadBed("bcd")) {
      bed.clients(9);

      bed.health(bed.c(), false);
      assertSpread(bed, 0, 3, 0, 3);
      assertThat(bed.closed).hasSize(3).containsOnly(CloseReason.FAILOVER);
      bed.clients(4);

      assertSpread(bed, 0, 5, 0, 5);
    }
  }

  @Test
  void commandUnderWayAtANodeThatIsLost_isTold1053_andOthersGoOn() throws Exception {
    try (SpreadBed bed = new SpreadBed("bc")) {
      MysqlClient first = bed.client();
      MysqlClient second = bed.client();
      second.query("BEGIN");
      first.send("HANG");
      await().until(() -> bed.b().queries().contains("HANG"));

      bed.health(bed.b(), false);

      assertThat(first.error().code()).isEqualTo(1053);
      second.query("COMMIT");
      assertThat(bed.c().queries()).containsExactly("BEGIN", "COMMIT");
    }
  }

  @Test
  void nodeThatIsDrained_keepsItsTransaction_andGetsNoNewSession() throws Exception {
    try (SpreadBed bed = new SpreadBed("bc")) {
      MysqlClient busy = bed.client();
      MysqlClient other = bed.client();
      busy.query("BEGIN");

      bed.disable(bed.b(), LONG);
      bed.clients(3);

      assertSpread(bed, 0, 1, 4, 0);
      busy.query("COMMIT");
      assertThat(busy.end()).isEqualTo(End.ENDED);
      assertThat(bed.closed.take()).isEqualTo(CloseReason.DRAINED);
      await().until(() -> bed.b().quits() == 1);
      assertThat(bed.b().queries()).containsExactly("BEGIN", "COMMIT");
      other.query("SELECT 1");
      assertSpread(bed, 0, 0, 4, 0);
    }
  }

  @Test
  void secondNodeThatIsDrained_cutsNothingOfTheFirst() throws Exception {
    try (SpreadBed bed = new SpreadBed("bcd")) {
      MysqlClient atB = bed.client();
      MysqlClient atC = bed.client();
      atB.query("BEGIN");
      atC.query("BEGIN");

      bed.disable(bed.b(), LONG);
      bed.disable(bed.c(), LONG);

      assertSpread(bed, 0, 1, 1, 0);
      atB.query("COMMIT");
      assertThat(atB.end()).isEqualTo(End.ENDED);
      atC.query("UPDATE t SET a = 1");
      assertSpread(bed, 0, 0, 1, 0);
      atC.query("COMMIT");
      assertThat(atC.end()).isEqualTo(End.ENDED);
      await().until(() -> bed.closed.size() == 2);
      assertThat(bed.closed).containsOnly(CloseReason.DRAINED);
    }
  }

  @Test
  void restingSessionOfADrainedNode_leaves_howeverOftenTheRouteChanges() throws Exception {
    try (SpreadBed bed = new SpreadBed("bcd")) {
      bed.client().query("SELECT 1");
      bed.disable(bed.b(), LONG);

      await()
          .until(
              () -> {
                bed.health(bed.d(), false);
                bed.health(bed.d(), true);
                return !bed.closed.isEmpty();
              });

      assertThat(bed.closed.take()).isEqualTo(CloseReason.DRAINED);
    }
  }

  /**
   * Where each change gave a drain its first half again, one that never rests would never leave.
   */
  @Test
  void secondHalfOfADrain_comesInItsTime_howeverOftenTheRouteChanges() throws Exception {
    try (SpreadBed bed = new SpreadBed("bcd")) {
      MysqlClient busy = bed.client();
      bed.disable(bed.b(), Duration.ofSeconds(4));

      boolean healthy = true;
      while (bed.closed.isEmpty()) {
        healthy = !healthy;
        bed.health(bed.d(), healthy);
        ask(busy);
      }

      assertThat(bed.closed.take()).isEqualTo(CloseReason.DRAINED);
    }
  }

  @Test
  void drainThatIsGivenLessTime_hasItsSecondHalfThen_andOneThatIsGivenMoreLater() throws Exception {
    try (SpreadBed bed = new SpreadBed("bc")) {
      MysqlClient busy = bed.client();
      busy.query("BEGIN");
      bed.disable(bed.b(), Duration.ofMillis(1));
      bed.disable(bed.b(), LONG);
      busy.query("COMMIT");
      // Long enough for many looks, and never so quiet that it would be taken for resting.
      long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
      while (System.nanoTime() - end < 0) {
        busy.query("SELECT 1");
      }
      assertThat(bed.closed).isEmpty();

      bed.disable(bed.b(), Duration.ofMillis(200));
      while (bed.closed.isEmpty()) {
        ask(busy);
      }

      assertThat(bed.closed.take()).isEqualTo(CloseReason.DRAINED);
    }
  }

  private static void ask(MysqlClient client) {
    try {
      client.query("SELECT 1");
    } catch (IOException e) {
      // between two commands
    }
  }

  @Test
  void nodeThatIsDisabledAtOnce_losesItsSessions() throws Exception {
    try (SpreadBed bed = new SpreadBed("bc")) {
      bed.clients(4);

      bed.disable(bed.b(), Duration.ZERO);

      assertSpread(bed, 0, 0, 2, 0);
    }
  }

  @Test
  void nodeThatLosesItsLabel_losesItsSessions_andOneThatGetsItIsGivenNewOnes() throws Exception {
    try (SpreadBed bed = new SpreadBed("bc")) {
      bed.clients(4);

      bed.reload(bed.labelled("ac"));
      assertSpread(bed, 0, 0, 2, 0);
      bed.clients(2);

      assertSpread(bed, 2, 0, 2, 0);
    }
  }

  @Test
  void otherNodeIsTriedAtOnce_whereOneDoesNotTakeIt() throws Exception {
    try (SpreadBed bed = new SpreadBed("bc")) {
      bed.b().close();

      bed.clients(3);

      assertSpread(bed, 0, 0, 3, 0);
      assertThat(bed.failedDials).isNotEmpty().containsOnly(bed.labelled("bcd").get(1));
    }
  }

  @Test
  void groupWithoutANode_refuses_andSaysWhy() throws Exception {
    try (SpreadBed bed = new SpreadBed("");
        MysqlClient client = bed.connect()) {
      assertThat(client.error().message()).isEqualTo("Patchbay: there is no healthy node");
      assertSpread(bed, 0, 0, 0, 0);
    }
  }

  @Test
  void heldSessions_areSpreadOverTheNodesThatCome() throws Exception {
    try (SpreadBed bed =
        new SpreadBed("", new Hold(60_000, 1000), Optional.of(MysqlTerms.DEFAULT))) {
      List<MysqlClient> waiting = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        waiting.add(bed.connect());
      }

      bed.health(bed.b(), true);
      bed.health(bed.c(), true);
      for (MysqlClient client : waiting) {
        client.greeting();
      }
      // Those that went before there was a second node are at the first; the rest evens it out.
      bed.clients(2 * 40);

      assertSpread(bed, 0, 60, 60, 0);
    }
  }

  /** It serves nobody, so it has the fewest. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nodeThatEndsItsConnections_isTheLastResort(boolean followed) throws Exception {
    try (SpreadBed bed =
        new SpreadBed("bcd", Hold.NONE, Optional.of(MysqlTerms.DEFAULT).filter(t -> followed))) {
      bed.b().ends();
      assertThat(bed.connect().end()).isNotNull();
      await().until(() -> bed.closed.size() == 1);

      bed.clients(6);

      assertSpread(bed, 0, 0, 3, 3);
    }
  }

  /** Its client has heard nothing of a node yet. */
  @Test
  void nodeThatEndsItsConnections_costsNobodyItsSession_whereTheProxyGreets() throws Exception {
    try (SpreadBed bed = new SpreadBed("bcd", Hold.NONE, Optional.of(greeting()))) {
      bed.clients(1);
      bed.b().ends();
      bed.clients(6);

      assertThat(bed.nodes.stream().mapToInt(bed::sessions).sum()).isEqualTo(7);
      assertThat(bed.closed).isEmpty();
    }
  }

  /** The first to be asked how it greets must not be the only one. */
  @Test
  void nodeThatEndsItsConnections_keepsNobodyFromBeingGreeted() throws Exception {
    try (SpreadBed bed = new SpreadBed("bcd", Hold.NONE, Optional.of(greeting()))) {
      bed.b().ends();

      bed.clients(4);

      assertSpread(bed, 0, 0, 2, 2);
    }
  }

  private static MysqlTerms greeting() {
    return new MysqlTerms(
        0,
        30,
        List.of(
            new LoginRule(
                Optional.of("nobody"),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                ListenerId.ACTIVE)));
  }

  private static void assertSpread(SpreadBed bed, int a, int b, int c, int d) {
    await()
        .untilAsserted(
            () ->
                assertThat(bed.nodes.stream().map(bed::sessions).toList())
                    .containsExactly(a, b, c, d));
    // Whatever became of those on their way.
    await().untilAsserted(() -> assertThat(bed.loads()).containsExactly(a, b, c, d));
  }
}

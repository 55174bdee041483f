package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeMysql;
import dev.patchbay.testing.MysqlClient;
import dev.patchbay.testing.MysqlClient.End;
import dev.patchbay.testing.Transport;
import dev.patchbay.wire.ErrorPacket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A drain takes sessions from their node where that harms nobody. */
class DeparturesTest {
  private static final Duration LONG = Duration.ofHours(1);

  /** For what must not happen: twice as long as a session must be quiet. */
  private static final int A_WHILE_MILLIS = 1_200;

  @ParameterizedTest
  @EnumSource(Transport.class)
  void restingSession_isEndedAtOnce_andItsNodeHearsGoodbye(Transport transport) throws Exception {
    try (FollowedBed bed = new FollowedBed(transport)) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.query("SELECT 1");

        bed.drainTo(bed.b, LONG);

        assertThat(client.end()).isEqualTo(End.ENDED);
        assertThat(bed.ended()).isEqualTo(CloseReason.DRAINED);
        await().until(() -> bed.a.quits() == 1);
        await().until(() -> bed.a.connections() == 0);
        assertThat(bed.counts.of(FollowedBed.ID, bed.a.node().id())).isZero();
      }
    }
  }

  /** Its system would drop what it has not sent yet, as soon as the client sends something. */
  @Test
  void replyThatIsNotReadYet_isSpared() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient reader = bed.client()) {
        reader.send("BULK");
        await().until(() -> bed.view().facts().orElseThrow().atBoundary());
        await().until(() -> bed.view().toClient() > FakeMysql.BULK_BYTES);
        try (MysqlClient other = bed.client()) {
          bed.drainTo(bed.b, LONG);
          other.query("SELECT 1");

          assertThat(other.end()).isEqualTo(End.ENDED);
        }

        assertThat(bed.ended()).isEqualTo(CloseReason.DRAINED);
        assertThat(bed.closed).isEmpty();
        assertThat(reader.read().payload()).hasSize(FakeMysql.BULK_BYTES);
        assertThat(reader.end()).isEqualTo(End.ENDED);
      }
    }
  }

  @Test
  void newSession_goesToTheOtherNode() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      bed.drainTo(bed.b, LONG);
      try (MysqlClient client = MysqlClient.connect(bed.address())) {
        assertThat(client.greeting()).endsWith("-b");
        client.login();

        assertThat(client.end(A_WHILE_MILLIS)).isEqualTo(End.OPEN);
      }
    }
  }

  @Test
  void openTransaction_isSpared_andItsSessionLeavesAfterIt() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.query("BEGIN");
        bed.drainTo(bed.b, LONG);

        assertThat(client.end(A_WHILE_MILLIS)).isEqualTo(End.OPEN);
        client.query("UPDATE t SET a = 1");
        client.query("COMMIT");

        assertThat(client.end()).isEqualTo(End.ENDED);
        assertThat(bed.a.queries()).containsExactly("BEGIN", "UPDATE t SET a = 1", "COMMIT");
        assertThat(bed.ended()).isEqualTo(CloseReason.DRAINED);
      }
    }
  }

  @Test
  void commandThatRuns_isSpared() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.send("HANG");
        bed.drainTo(bed.b, LONG);

        assertThat(client.end(A_WHILE_MILLIS)).isEqualTo(End.OPEN);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"CREATE TEMPORARY TABLE t (a INT)", "SET @a = 1", "SELECT GET_LOCK('a', 1)"})
  void sessionThatKeepsSomething_isSparedUntilTheDeadline(String text) throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.query(text);
        bed.drainTo(bed.b, LONG);
        assertThat(client.end(A_WHILE_MILLIS)).isEqualTo(End.OPEN);

        bed.routeTo(bed.b);

        assertThat(client.end()).isEqualTo(End.ENDED);
        assertThat(bed.ended()).isEqualTo(CloseReason.FAILOVER);
      }
    }
  }

  /** Who asks before it takes a connection from a pool meets no error: it takes another one. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void pingOfASessionThatIsToLeave_isAnsweredWithNo(Transport transport) throws Exception {
    try (FollowedBed bed = new FollowedBed(transport)) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.query("BEGIN");
        bed.drainTo(bed.b, LONG);
        client.query("COMMIT");
        client.ping();

        ErrorPacket error = client.error();

        assertThat(error.code()).isEqualTo(1053);
        assertThat(error.sqlState()).isEqualTo("08S01");
        assertThat(error.message()).contains("between two commands");
        assertThat(client.end()).isEqualTo(End.ENDED);
        assertThat(bed.a.pings()).isZero();
        await().until(() -> bed.a.quits() == 1);
      }
    }
  }

  @Test
  void pingWithinATransaction_isTheNodes() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.query("BEGIN");
        bed.drainTo(bed.b, LONG);

        client.ping();

        assertThat(client.read().first()).isZero();
        assertThat(bed.a.pings()).isEqualTo(1);
      }
    }
  }

  /** One that never rests and never asks leaves in the second half of the time. */
  @Test
  void busySession_leavesAtABoundary_beforeTheDeadline() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        bed.drainTo(bed.b, Duration.ofMillis(200));
        int answered = 0;
        try {
          while (true) {
            client.query("SELECT 1");
            answered++;
          }
        } catch (IOException e) {
          // between two commands
        }

        assertThat(bed.ended()).isEqualTo(CloseReason.DRAINED);
        assertThat(bed.a.queries()).hasSize(answered);
      }
    }
  }

  @Test
  void sessionThatIsNotFollowed_staysUntilTheDeadline() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.raw(new byte[] {1, 0, 0, 0, 0x7F});
        assertThat(client.read().first()).isZero();
        bed.drainTo(bed.b, Duration.ofMillis(10));

        assertThat(client.end(A_WHILE_MILLIS)).isEqualTo(End.OPEN);
        bed.routeTo(bed.b);
        assertThat(client.end()).isEqualTo(End.ENDED);
      }
    }
  }

  @Test
  void manySessions_allLeave() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      List<MysqlClient> clients = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        clients.add(bed.client());
      }

      bed.drainTo(bed.b, LONG);

      for (MysqlClient client : clients) {
        assertThat(client.end()).isEqualTo(End.ENDED);
        client.close();
      }
      await().until(() -> bed.a.quits() == 300);
    }
  }

  @Test
  void drainThatIsTakenBack_leavesTheRest() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.query("BEGIN");
        bed.drainTo(bed.b, LONG);
        bed.back();
        client.query("COMMIT");

        assertThat(client.end(A_WHILE_MILLIS)).isEqualTo(End.OPEN);
      }
    }
  }
}

package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.wire.ServerError;
import io.vertx.core.Vertx;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole looks at servers that end connections, refuse, and hang. */
class DatabaseReaderTest {
  private static final byte[] SYNCED = FakeServer.rows("wsrep_local_state", "4");
  private static final byte[] WRITABLE = FakeServer.rows("read_only", "OFF");

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Integer> commands = new LinkedBlockingQueue<>();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void looks_haveWhatBothQueriesBring_overOneConnection() throws Exception {
    try (FakePeer server = new FakePeer(FakeServer.answering(this::healthy))) {
      DatabaseReader reader = reader(server, 20_000);

      for (int i = 0; i < 3; i++) {
        NodeVariables found = read(reader);
        assertThat(found.isSynced()).isTrue();
        assertThat(found.get("read_only")).hasValue("OFF");
      }

      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  /** What a server says to a connection that it ends. */
  @ParameterizedTest
  @ValueSource(ints = {1927, 3169, 4031})
  void keptConnectionThatTheServerEnds_isReplacedWithinTheLook(int farewell) throws Exception {
    assertReplaced(FakePeer.errorPacket(farewell, "Connection was killed"));
  }

  @Test
  void keptConnectionLostUnderTheQuery_isReplacedWithinTheLook() throws Exception {
    assertReplaced(null);
  }

  private void assertReplaced(byte[] lastWord) throws Exception {
    try (FakePeer server = new FakePeer(FakeServer.answering(twiceThen(lastWord)))) {
      DatabaseReader reader = reader(server, 20_000);
      read(reader);

      assertThat(read(reader).isSynced()).isTrue();
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void otherErrorOnAKeptConnection_isTheAnswer_andTheNextLookDials() throws Exception {
    try (FakePeer server =
        new FakePeer(FakeServer.answering(twiceThen(FakePeer.errorPacket(1047, "not ready"))))) {
      DatabaseReader reader = reader(server, 20_000);
      read(reader);

      assertThatThrownBy(() -> read(reader))
          .isInstanceOfSatisfying(ServerError.class, e -> assertThat(e.code()).isEqualTo(1047));
      assertThat(server.accepted()).isEqualTo(1);
      assertThat(read(reader).isSynced()).isTrue();
    }
  }

  /** Taken for the answers to the next look they would be what was so a look ago. */
  @Test
  void answersThatNobodyAskedFor_areNotTakenForTheNextLook() throws Exception {
    byte[] more = ByteBuffer.allocate(2 * WRITABLE.length).put(WRITABLE).put(WRITABLE).array();
    try (FakePeer server =
        new FakePeer(
            FakeServer.answering(command -> healthy(command) == WRITABLE ? more : SYNCED))) {
      DatabaseReader reader = reader(server, 20_000);
      read(reader);

      assertThat(read(reader).isSynced()).isTrue();
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void newConnectionThatTheServerEnds_isTheAnswer() throws Exception {
    try (FakePeer server = new FakePeer(FakeServer.answering(command -> null))) {
      DatabaseReader reader = reader(server, 20_000);

      assertThatThrownBy(() -> read(reader)).isInstanceOf(EOFException.class);
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void serverThatHangs_isLeftInTime_andItsLateAnswerIsNobodys() throws Exception {
    try (FakePeer server = FakePeer.silent()) {
      DatabaseReader reader = reader(server, 200);

      for (int look = 1; look <= 2; look++) {
        assertThatThrownBy(() -> read(reader)).isInstanceOf(TimeoutException.class);
        assertThat(server.accepted()).isEqualTo(look);
      }
    }
  }

  @Test
  void close_saysGoodbye_andNoLookDialsAnyMore() throws Exception {
    try (FakePeer server = new FakePeer(FakeServer.answering(this::healthy))) {
      DatabaseReader reader = reader(server, 20_000);
      read(reader);
      commands.clear();

      reader.close().await(30, TimeUnit.SECONDS);

      assertThat(commands.poll(20, TimeUnit.SECONDS)).isEqualTo(1); // COM_QUIT
      assertThatThrownBy(() -> read(reader)).isInstanceOf(IOException.class);
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  private byte[] healthy(byte[] command) {
    commands.add((int) command[0]);
    if (command[0] == 1) {
      return null;
    }
    return new String(command, StandardCharsets.US_ASCII).contains("STATUS") ? SYNCED : WRITABLE;
  }

  /** Answers all queries but the third, to which it says this; it closes if that is null. */
  private FakeServer.Answer twiceThen(byte[] third) {
    return command -> {
      byte[] usual = healthy(command);
      return commands.size() == 3 ? third : usual;
    };
  }

  private DatabaseReader reader(FakePeer server, int timeoutMillis) {
    DatabaseLogin login = new DatabaseLogin("127.0.0.1", server.port(), "galera-agent", "s3cret");
    return new DatabaseReader(vertx.getOrCreateContext(), login, Duration.ofMillis(timeoutMillis));
  }

  private static NodeVariables read(DatabaseReader reader) throws Exception {
    return reader.read().await(60, TimeUnit.SECONDS);
  }
}

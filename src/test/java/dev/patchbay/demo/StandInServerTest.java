package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import dev.patchbay.wire.Capabilities;
import io.vertx.core.Vertx;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no proper client does. After each of these a proper client must still be served. */
class StandInServerTest {
  private static final int MAX_CONNECTIONS = 20;

  private Vertx vertx;
  private StandInServer server;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server =
        Await.result(
            StandInServer.start(vertx, "node-0", 0, Duration.ofMillis(1500), MAX_CONNECTIONS));
  }

  @AfterEach
  void stop() {
    Await.closed(vertx);
  }

  private void assertStillServes() throws IOException {
    try (RawClient client = new RawClient(server.port()).login()) {
      client.query("SELECT @@hostname");
      assertThat(client.read().payload()).containsExactly(1);
    }
  }

  @Test
  void garbageThatReadsAsAHugePacket_isRefused() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.read();
      client.send("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      RawClient.Packet refusal = client.read();

      assertThat(refusal.errorCode()).isEqualTo(1153);
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertStillServes();
  }

  @Test
  void aHeaderOfSixteenMebibytes_isRefusedBeforeItsPayloadComes() throws IOException {
    try (RawClient client = new RawClient(server.port()).login()) {
      client.send((byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0);

      assertThat(client.read().errorCode()).isEqualTo(1153);
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertStillServes();
  }

  @Test
  void halfAPacketAndThenNothing_leavesTheOthersAlone() throws IOException {
    RawClient client = new RawClient(server.port()).login();
    client.send((byte) 9, (byte) 0, (byte) 0, (byte) 0, (byte) 3, (byte) 'S');
    client.close();

    assertStillServes();
  }

  @Test
  void aSilentClient_isClosed() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.read();

      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aClientThatHasLoggedIn_mayBeSilentForLonger() throws IOException {
    try (RawClient quiet = new RawClient(server.port()).login();
        RawClient neverLoggedIn = new RawClient(server.port())) {
      neverLoggedIn.read();
      assertThat(neverLoggedIn.isClosedByServer()).isTrue();

      quiet.query("SELECT 1");

      assertThat(quiet.read().payload()).containsExactly(1);
    }
  }

  @Test
  void aCommandThatComesByteByByte_isAnswered() throws IOException {
    try (RawClient client = new RawClient(server.port()).login()) {
      for (byte b : new byte[] {1, 0, 0, 0, 0x0E}) {
        client.send(b);
      }

      assertThat(client.read().payload()).startsWith(0);
    }
  }

  @Test
  void commandsSentAtOnce_areAllAnsweredInOrder() throws IOException {
    try (RawClient client = new RawClient(server.port()).login()) {
      client.send(
          (byte) 1,
          (byte) 0,
          (byte) 0,
          (byte) 0,
          (byte) 0x0E, // COM_PING
          (byte) 1,
          (byte) 0,
          (byte) 0,
          (byte) 0,
          (byte) 0x16, // COM_STMT_PREPARE
          (byte) 1,
          (byte) 0,
          (byte) 0,
          (byte) 0,
          (byte) 0x01); // COM_QUIT

      assertThat(client.read().payload()).startsWith(0);
      assertThat(client.read().errorCode()).isEqualTo(1295);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aPacketOutOfOrder_isRefused() throws IOException {
    try (RawClient client = new RawClient(server.port()).login()) {
      client.send(5, new byte[] {0x0E});

      assertThat(client.read().errorCode()).isEqualTo(1156);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void anEmptyCommand_isRefused() throws IOException {
    try (RawClient client = new RawClient(server.port()).login()) {
      client.send(0, new byte[0]);

      assertThat(client.read().errorCode()).isEqualTo(1835);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "client_ed25519,mysql_native_password",
    "mysql_clear_password,mysql_native_password",
    "caching_sha2_password,caching_sha2_password",
  })
  void aClientOfAnotherMethod_isSwitched(String asked, String offered) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.read();
      client.send(1, RawClient.handshake(asked));

      RawClient.Packet change = client.read();
      client.send(3, new byte[20]);
      RawClient.Packet last = client.read();
      if (last.first() == 1) {
        last = client.read();
      }

      assertThat(change.first()).isEqualTo(0xFE);
      assertThat(change.text()).contains(offered + "\0");
      assertThat(last.first()).isZero();
    }
  }

  @Test
  void tls_isRefusedAsItWasNotAnnounced() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.read();
      client.send(1, RawClient.handshake((int) (Capabilities.PROTOCOL_41 | Capabilities.SSL), ""));

      RawClient.Packet refusal = client.read();

      assertThat(refusal.errorCode()).isEqualTo(1043);
      assertThat(refusal.text()).contains("TLS");
    }
  }

  @Test
  void moreClientsThanTheLimit_areRefusedUntilOneLeaves() throws IOException {
    RawClient[] clients = new RawClient[MAX_CONNECTIONS];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = new RawClient(server.port()).login();
    }
    try (RawClient oneMore = new RawClient(server.port())) {
      assertThat(oneMore.read().errorCode()).isEqualTo(1040);
      assertThat(oneMore.isClosedByServer()).isTrue();
    }

    clients[0].close();

    await().ignoreExceptions().untilAsserted(this::assertStillServes);
    for (RawClient client : clients) {
      client.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomPackets_areAnsweredOrRefused_neverIgnored(long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      byte[] payload = new byte[random.nextInt(60)];
      random.nextBytes(payload);
      boolean beforeLogin = random.nextBoolean();
      try (RawClient client = new RawClient(server.port())) {
        if (beforeLogin) {
          client.read();
        } else {
          client.login();
        }
        client.send(beforeLogin ? 1 : 0, payload);

        boolean goodbye = !beforeLogin && payload.length > 0 && payload[0] == 1;
        if (goodbye) {
          assertThat(client.isClosedByServer()).isTrue();
        } else {
          assertThat(client.read().errorCode()).isNotEqualTo(1105);
        }
      } catch (EOFException closed) {
        fail("closed without a word after %s", HexFormat.of().formatHex(payload));
      }
    }
    assertStillServes();
  }

  @Test
  void stop_closesThePortAndEveryConnection() throws IOException {
    try (RawClient client = new RawClient(server.port()).login()) {
      int port = server.port();

      Await.result(server.stop());

      assertThat(client.isClosedByServer()).isTrue();
      Await.refused(port);
    }
  }
}

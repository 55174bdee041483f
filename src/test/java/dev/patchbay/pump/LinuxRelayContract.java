package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What Linux's own ways of waiting notice as well. */
abstract class LinuxRelayContract extends RelayContract {
  private static final int HELD_BYTES = 400_000;

  LinuxRelayContract(Transport transport) {
    super(transport);
  }

  @Test
  void nodeThatIsLostAfterItsEnd_endsTheSessionAtOnce() throws Exception {
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      server.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);

      server.setSoLinger(true, 0);
      server.close();

      // Well before what is left of a half-closed relay is given up.
      assertThat(endWithin(PATIENCE_MILLIS / 2, TimeUnit.MILLISECONDS)).isEqualTo(RelayEnd.NODE);
    }
  }

  /** The JDK's selector says nothing of a socket that is not being read. */
  @Test
  void clientThatDoesNotReadAfterTheNodeIsLost_isGivenUp() throws Exception {
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      write(server, new byte[50_000_000]);
      awaitStandstill();

      server.setSoLinger(true, 0);
      server.close();

      assertThat(endWithin(20, TimeUnit.SECONDS)).isEqualTo(RelayEnd.NODE);
    }
  }

  /**
   * A cut must not leave a node with bytes that the system still holds for it: another is written
   * to meanwhile.
   */
  @Test
  void whatAResetClientHasSent_isCutWithItsSession() throws Exception {
    nodesReceiveLittle();
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      sendAndReset(client);

      cut();

      assertThatThrownBy(() -> server.getInputStream().readNBytes(HELD_BYTES))
          .isInstanceOf(IOException.class);
      assertThat(endWithin(30, TimeUnit.SECONDS)).isEqualTo(RelayEnd.CLIENT);
    }
  }

  @Test
  void whatAResetClientHasSent_reachesItsNodeWithoutACut() throws Exception {
    nodesReceiveLittle();
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      sendAndReset(client);
      assertThat(endWithin(PATIENCE_MILLIS / 2, TimeUnit.MILLISECONDS)).isNull();
      assertThat(places()).isEqualTo(1);

      assertThat(server.getInputStream().readAllBytes()).hasSize(HELD_BYTES);
      assertThat(endWithin(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(RelayEnd.CLIENT);
      assertThat(places()).isZero();
    }
  }

  /** Whoever asks who is there is told of this one too, and finds it by its address. */
  @Test
  void resetClientWhosePlaceIsKept_isKnownByItsAddress() throws Exception {
    nodesReceiveLittle();
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      var address = (InetSocketAddress) client.getLocalSocketAddress();
      sendAndReset(client);

      Optional<InetSocketAddress> known = onLoop(relay -> relay.client().peer());
      assertThat(known).hasValue(address);
    }
  }

  /** Its place would be another's, and so on, while its node's connections pile up. */
  @Test
  void placeOfAClientThatIsGivenUp_isKeptUntilItsNodeHasTakenAll() throws Exception {
    nodesReceiveLittle();
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      haveGivenUp(client, server);

      assertThat(places()).isEqualTo(1);
      assertThat(server.getInputStream().readNBytes(HELD_BYTES)).hasSize(HELD_BYTES);
      assertThat(endWithin(30, TimeUnit.SECONDS)).isEqualTo(RelayEnd.CLIENT_STALLED);
      assertThat(places()).isZero();
      assertThatThrownBy(() -> client.getInputStream().readAllBytes())
          .isInstanceOf(SocketException.class);
    }
  }

  /** Its place would be taken for as long as it likes, while its node takes nothing. */
  @Test
  void clientThatIsGivenUp_doesNotKeepItsPlaceByReadingOn() throws Exception {
    nodesReceiveLittle();
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      haveGivenUp(client, server);

      RelayEnd end = null;
      for (int i = 0; i < 40 && end == null; i++) {
        readAFewOf(client);
        end = endWithin(PATIENCE_MILLIS / 5, TimeUnit.MILLISECONDS);
      }

      assertThat(end).isEqualTo(RelayEnd.CLIENT_STALLED);
      assertThat(places()).isZero();
    }
  }

  /** The system would hold megabytes for it on nobody's account, again and again. */
  @Test
  void clientThatTakesNothingOfWhatIsLeft_isReset() throws Exception {
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      write(server, new byte[50_000_000]);
      awaitStandstill();

      client.shutdownOutput();

      assertThat(endWithin(30, TimeUnit.SECONDS)).isEqualTo(RelayEnd.CLIENT);
      assertThatThrownBy(() -> client.getInputStream().readAllBytes())
          .isInstanceOf(SocketException.class);
    }
  }

  /** It has ended its own direction, as no MySQL server does, and reads on. */
  @Test
  void whatWasSentToANodeThatHasEnded_isCutWithItsSession() throws Exception {
    nodesReceiveLittle();
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      send(client);
      server.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      client.close();
      await().until(() -> !onLoop(relay -> ((RelayHalf) relay.client()).isOpen()));

      cut();

      assertThatThrownBy(() -> server.getInputStream().readNBytes(HELD_BYTES))
          .isInstanceOf(IOException.class);
      assertThat(places()).isZero();
    }
  }

  /** So slowly that its part of the system's memory is empty only long after the patience. */
  @Test
  void nodeThatTakesALongTime_isNotGivenUp() throws Exception {
    nodesReceiveLittle();
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      sendAndReset(client);

      readSlowly(server);

      assertThat(endWithin(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(RelayEnd.CLIENT);
    }
  }

  @Test
  void nodeOfAHalfClosedClient_thatTakesALongTime_isNotGivenUp() throws Exception {
    nodesReceiveLittle();
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      send(client);
      client.shutdownOutput();

      readSlowly(server);

      server.close();
      assertThat(endWithin(30, TimeUnit.SECONDS)).isEqualTo(RelayEnd.CLIENT);
    }
  }

  private void readSlowly(Socket server) throws Exception {
    byte[] part = new byte[HELD_BYTES / 20];
    for (int i = 0; i < 20; i++) {
      assertThat(endWithin(PATIENCE_MILLIS / 4, TimeUnit.MILLISECONDS)).isNull();
      assertThat(server.getInputStream().readNBytes(part, 0, part.length)).isEqualTo(part.length);
    }
    assertThat(server.getInputStream().read()).isEqualTo(-1);
  }

  /** It has sent something that its node has not taken, and takes nothing of what comes. */
  private void haveGivenUp(Socket client, Socket server) throws Exception {
    send(client);
    write(server, new byte[50_000_000]);
    awaitStandstill();
    assertThat(budget().used()).isPositive();

    limitStalls(Duration.ofMillis(200));
    await().until(() -> budget().used() == 0);
  }

  private static void readAFewOf(Socket client) throws IOException {
    try {
      client.getInputStream().readNBytes(100_000);
    } catch (SocketException e) {
      // It has been reset meanwhile.
    }
  }

  /** A cut is over when the node has been told. */
  private void cut() throws Exception {
    CompletableFuture<Void> told = new CompletableFuture<>();
    onLoop(
        relay -> {
          relay.cut();
          relay.node().loop().afterResets(() -> told.complete(null));
          return null;
        });
    told.get(30, TimeUnit.SECONDS);
  }

  private void send(Socket client) throws Exception {
    write(client, new byte[HELD_BYTES]).get(30, TimeUnit.SECONDS);
    await().until(() -> toNode() == HELD_BYTES);
    await().until(() -> onLoop(relay -> ((RelayHalf) relay.node()).takesMore()));
  }

  /** All of it lies with the system, or in a slot of a ring, and the client is gone. */
  private void sendAndReset(Socket client) throws Exception {
    send(client);
    client.setSoLinger(true, 0);
    client.close();
    await().until(() -> !onLoop(relay -> ((RelayHalf) relay.client()).takesMore()));
  }
}

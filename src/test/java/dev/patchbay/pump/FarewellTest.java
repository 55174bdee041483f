package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.Transport;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The last words of a connection that is part of no relay. */
class FarewellTest {
  private static final long LONG_MILLIS = 3_600_000;

  private PumpLoops loops;

  /** A plain close would be a reset, because the client has sent what nobody reads. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void words_areHeard_althoughTheClientHasSentMore(Transport transport) throws Exception {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    accepting(
        transport,
        (client, accepted) -> {
          client.getOutputStream().write(new byte[100_000]);
          onLoop(
              accepted,
              socket -> {
                socket.whenClosed(() -> closed.complete(null));
                socket.closeSaying(new byte[] {'b', 'y', 'e'}, LONG_MILLIS);
              });

          assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("bye");
          assertThat(closed).isNotDone();
          client.close();
          closed.get(30, TimeUnit.SECONDS);
        });
  }

  /** As when the proxy stops, and has told its clients so. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void words_areHeard_althoughTheLoopsEnd(Transport transport) throws Exception {
    accepting(
        transport,
        (client, accepted) -> {
          onLoop(
              accepted,
              socket -> {
                socket.say(new byte[] {'b', 'y', 'e'});
                socket.close();
                loops.close();
              });

          assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("bye");
        });
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientThatStays_isClosedAfterTheTime(Transport transport) throws Exception {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    accepting(
        transport,
        (client, accepted) -> {
          onLoop(
              accepted,
              socket -> {
                socket.whenClosed(() -> closed.complete(null));
                socket.closeSaying(new byte[0], 20);
              });

          assertThat(client.getInputStream().read()).isNegative();
          closed.get(30, TimeUnit.SECONDS);
        });
  }

  /** The loop has others to care for: nothing may be thrown, whatever the peer has done. */
  @ParameterizedTest
  @CsvSource({
    "EPOLL, true, ''",
    "EPOLL, true, bye",
    "EPOLL, false, ''",
    "EPOLL, false, bye",
    "IO_URING, true, ''",
    "IO_URING, true, bye",
    "IO_URING, false, ''",
    "IO_URING, false, bye",
    "JDK, true, bye",
    "JDK, false, bye"
  })
  void peerThatHasGone_isNoFault(Transport transport, boolean resets, String words)
      throws Exception {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    accepting(
        transport,
        (client, accepted) -> {
          onLoop(
              accepted,
              socket -> {
                socket.whenClosed(() -> closed.complete(null));
                // The loop hears of it when this is over.
                close(client, resets);
                socket.closeSaying(words.getBytes(), LONG_MILLIS);
              });

          closed.get(30, TimeUnit.SECONDS);
        });
  }

  private static void close(Socket client, boolean resets) {
    try {
      client.setSoLinger(resets, 0);
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void onLoop(PumpSocket socket, Consumer<PumpSocket> action) throws Exception {
    CompletableFuture.runAsync(() -> action.accept(socket), socket.loop())
        .get(30, TimeUnit.SECONDS);
  }

  private interface Work {
    void with(Socket client, PumpSocket accepted) throws Exception;
  }

  private void accepting(Transport transport, Work work) throws Exception {
    Vertx vertx = transport.vertx();
    loops = transport.loops(vertx, 1);
    CompletableFuture<PumpSocket> accepted = new CompletableFuture<>();
    TcpListener listener =
        TcpListener.listen(
                loops,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new NoCount(),
                accepted::complete,
                accepted::completeExceptionally)
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    try (Socket client =
        new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort())) {
      client.setSoTimeout(20_000);
      work.with(client, accepted.get(30, TimeUnit.SECONDS));
    } finally {
      loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      vertx.close().await(30, TimeUnit.SECONDS);
    }
  }
}

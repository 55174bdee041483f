package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.Transport;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerAddressTest {

  @ParameterizedTest
  @CsvSource({
    "EPOLL, 127.0.0.1",
    "EPOLL, ::1",
    "IO_URING, 127.0.0.1",
    "IO_URING, ::1",
    "JDK, 127.0.0.1",
    "JDK, ::1"
  })
  void peer_isTheClientsAddressInItsOwnFamily(Transport transport, String host) throws Exception {
    Vertx vertx = transport.vertx();
    PumpLoops loops =
        transport.loops(
            vertx, 1, new StallLimits(java.time.Duration.ZERO, java.time.Duration.ZERO));
    CompletableFuture<Optional<InetSocketAddress>> seen = new CompletableFuture<>();
    TcpListener listener =
        TcpListener.listen(
                loops,
                new InetSocketAddress("::", 0),
                new NoCount(),
                client -> {
                  seen.complete(client.peer());
                  client.close();
                },
                seen::completeExceptionally)
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);

    try (Socket client = new Socket(InetAddress.getByName(host), listener.address().getPort())) {
      assertThat(seen.get(30, TimeUnit.SECONDS))
          .contains(new InetSocketAddress(client.getLocalAddress(), client.getLocalPort()));
    } finally {
      loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      vertx.close().await(30, TimeUnit.SECONDS);
    }
  }
}

package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Whoever hears a goodbye of TLS 1.2 has to end at once: there is no half of a connection. */
class EpollTls12RelayTest extends TlsRelayContract {
  EpollTls12RelayTest() {
    super(Transport.EPOLL, "TLSv1.2");
  }

  @Test
  void secondHandshake_endsTheSession() throws Exception {
    try (SSLSocket client = (SSLSocket) connect();
        Socket server = acceptAtNode()) {
      client.getOutputStream().write("a".getBytes());
      assertThat(server.getInputStream().read()).isEqualTo('a');

      client.startHandshake();
      client.getOutputStream().write("b".getBytes());

      assertThat(endWithin(10, TimeUnit.SECONDS)).isEqualTo(RelayEnd.CLIENT);
      assertThat(server.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Override
  @Test
  void manyMegabytesBothWaysAtOnce_arriveInOrder() throws Exception {
    byte[] bytes = new byte[20_000_000];
    new Random(1).nextBytes(bytes);
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      CompletableFuture<Void> up = write(client, bytes);
      CompletableFuture<byte[]> atServer =
          CompletableFuture.supplyAsync(() -> read(server, bytes.length));
      CompletableFuture<Void> down = write(server, bytes);

      assertThat(Arrays.equals(read(client, bytes.length), bytes)).isTrue();
      assertThat(Arrays.equals(atServer.get(30, TimeUnit.SECONDS), bytes)).isTrue();
      up.get(30, TimeUnit.SECONDS);
      down.get(30, TimeUnit.SECONDS);
    }
  }

  private static byte[] read(Socket from, int count) {
    try {
      return from.getInputStream().readNBytes(count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  void halfClosedClient_stillGetsAllOfALateReply() {}

  @Override
  void halfClosedServer_stillGetsWhatTheClientSends() {}

  @Override
  void halfClosedRelay_livesWhileBytesMove() {}

  @Override
  void bytesAndEndSentBeforeTheNodeIsDialled_arrive() {}
}

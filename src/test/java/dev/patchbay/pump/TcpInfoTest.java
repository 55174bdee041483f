package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What this machine's kernel says of a connection over loopback, read at the places known here. */
class TcpInfoTest {
  private static final int LENGTH = 1000;

  private final ByteBuffer buffer = TcpInfo.newBuffer();
  private ServerSocket server;
  private RawSocket socket;
  private Socket peer;

  @BeforeEach
  void connect() throws Exception {
    server = new ServerSocket();
    server.setReceiveBufferSize(4096);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket =
        LinuxSystem.epoll()
            .connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
    peer = server.accept();
  }

  @AfterEach
  void close() throws Exception {
    socket.close(true);
    peer.close();
    server.close();
  }

  @Test
  void newConnection_owesNothingAndHasHeardItsPeer() {
    TcpInfo info = info();

    assertThat(info.isAllTaken()).isTrue();
    assertThat(info.heard()).isPositive();
    assertThat(info.resent()).isZero();
    assertThat(info.unanswered()).isZero();
  }

  @Test
  void bytesThatAreTaken_areAcknowledged() throws Exception {
    TcpInfo before = info();

    socket.write(ByteBuffer.allocateDirect(LENGTH));
    peer.getInputStream().readNBytes(LENGTH);

    await().atMost(Duration.ofSeconds(30)).until(() -> info().isAllTaken());
    assertThat(info().acked() - before.acked()).isEqualTo(LENGTH);
    assertThat(info().heard()).isGreaterThan(before.heard());
  }

  @Test
  void bytesForAPeerThatReadsNone_wait() throws Exception {
    ByteBuffer bytes = ByteBuffer.allocateDirect(10_000_000);

    socket.write(bytes);

    await().atMost(Duration.ofSeconds(30)).until(() -> info().unsent() > 0);
    assertThat(info().isAllTaken()).isFalse();
    assertThat(info().acked()).isLessThan(bytes.position());
  }

  @Test
  void closedConnection_isNotToldOf() {
    socket.close(false);

    assertThat(socket.info(buffer)).isEmpty();
  }

  @Test
  void systemThatFillsTheBeginningOnly_doesNotTell() {
    assertThat(TcpInfo.read(TcpInfo.zeroed(buffer).putInt(24, 7))).isEmpty();
  }

  private TcpInfo info() {
    return socket.info(buffer).orElseThrow();
  }
}

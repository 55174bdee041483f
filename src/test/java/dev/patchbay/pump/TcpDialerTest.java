package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.Transport;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(
    value = Transport.class,
    names = {"EPOLL", "IO_URING"})
class TcpDialerTest {
  private final BlockingQueue<Object> results = new LinkedBlockingQueue<>();
  private final Vertx vertx;
  private final PumpLoops loops;
  private final TcpDialer dialer;
  private final Dialer.Listener recorder =
      new Dialer.Listener() {
        @Override
        public void connected(PumpSocket socket) {
          results.add(socket);
        }

        @Override
        public void failed(Throwable cause) {
          results.add(cause);
        }
      };
  private ServerSocket server;

  TcpDialerTest(Transport transport) {
    vertx = transport.vertx();
    loops = transport.loops(vertx, 1);
    dialer = new TcpDialer(loops);
  }

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void address_isDialledAsItIs() throws Exception {
    dial("127.0.0.1", 5000);

    assertThat(result()).isInstanceOf(PumpSocket.class);
  }

  @Test
  void name_isLookedUp() throws Exception {
    dial("localhost", 5000);

    assertThat(result()).isInstanceOf(PumpSocket.class);
  }

  @Test
  void unknownName_failsWithinTheTimeout() throws Exception {
    dial("no-such-host.invalid", 2000);

    assertThat(result()).isInstanceOf(IOException.class);
  }

  @Test
  void refusedConnection_fails() throws Exception {
    server.close();

    dial("127.0.0.1", 5000);

    assertThat(result()).isInstanceOf(ConnectException.class);
  }

  @Test
  void connectionThatDoesNotCome_failsAtTheTimeout() throws Exception {
    List<Socket> filling = fillBacklog();

    dial("127.0.0.1", 300);

    assertThat(result())
        .isInstanceOfSatisfying(
            ConnectException.class, e -> assertThat(e).hasMessage("no connection within 300 ms"));
    for (Socket socket : filling) {
      socket.close();
    }
  }

  @Test
  void cancelledDial_tellsNobody() throws Exception {
    List<Socket> filling = fillBacklog();
    CompletableFuture<Cancellable> dial = new CompletableFuture<>();
    PumpLoop loop = loops.all().get(0);
    loop.execute(
        () -> dial.complete(dialer.dial(loop, "127.0.0.1", server.getLocalPort(), 300, recorder)));

    loop.execute(dial.get(30, TimeUnit.SECONDS)::cancel);

    assertThat(results.poll(600, TimeUnit.MILLISECONDS)).isNull();
    for (Socket socket : filling) {
      socket.close();
    }
  }

  @Test
  void dialledAndAcceptedSockets_noticeADeadPeer() throws Exception {
    BlockingQueue<PumpSocket> accepted = new LinkedBlockingQueue<>();
    TcpListener listener =
        TcpListener.listen(
                loops,
                new InetSocketAddress("127.0.0.1", 0),
                new NoCount(),
                accepted::add,
                cause -> {})
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    PumpLoop loop = loops.all().get(0);
    loop.execute(
        () -> dialer.dial(loop, "127.0.0.1", listener.address().getPort(), 5000, recorder));

    RelayHalf dialled = (RelayHalf) result();
    // What the sweep does to every session that is still there when it comes.
    CompletableFuture.runAsync(() -> dialled.look(0, 0), loop).get(30, TimeUnit.SECONDS);
    assertKeptAlive(dialled);
    assertKeptAlive((RelayHalf) accepted.poll(5, TimeUnit.SECONDS));
  }

  private static void assertKeptAlive(RelayHalf half) throws IOException {
    var socket = ((LinuxRawSocket) half.socket()).socket;
    assertThat(socket.isKeepAlive()).isTrue();
    assertThat(socket.isTcpNoDelay()).isTrue();
    assertThat(tcp(socket, SocketSettings.TCP_KEEPIDLE)).isEqualTo(30);
    assertThat(tcp(socket, SocketSettings.TCP_KEEPINTVL)).isEqualTo(10);
    assertThat(tcp(socket, SocketSettings.TCP_KEEPCNT)).isEqualTo(3);
    assertThat(tcp(socket, SocketSettings.TCP_USER_TIMEOUT)).isZero();
  }

  private static int tcp(io.netty.channel.unix.Socket socket, int option) throws IOException {
    return socket.getIntOpt(SocketSettings.IPPROTO_TCP, option);
  }

  private void dial(String host, long timeoutMillis) {
    PumpLoop loop = loops.all().get(0);
    loop.execute(() -> dialer.dial(loop, host, server.getLocalPort(), timeoutMillis, recorder));
  }

  private Object result() throws InterruptedException {
    return results.poll(10, TimeUnit.SECONDS);
  }

  /** Connects until the system no longer answers, as a frozen host would not. */
  private List<Socket> fillBacklog() throws IOException {
    List<Socket> filling = new ArrayList<>();
    try {
      while (true) {
        Socket socket = new Socket();
        socket.connect(server.getLocalSocketAddress(), 500);
        filling.add(socket);
      }
    } catch (java.net.SocketTimeoutException e) {
      return filling;
    }
  }
}

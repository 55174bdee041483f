package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeDns;
import dev.patchbay.testing.Transport;
import io.vertx.core.Vertx;
import io.vertx.core.dns.AddressResolverOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts with several addresses, some of which are lost. */
@ParameterizedClass
@EnumSource(
    value = Transport.class,
    names = {"EPOLL", "IO_URING"})
class DialTest {
  private static final String HOST = "node.test";

  private final BlockingQueue<Object> results = new LinkedBlockingQueue<>();
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
  private final List<AutoCloseable> open = new ArrayList<>();
  private FakeDns dns;
  private final Transport transport;
  private Vertx vertx;
  private PumpLoops loops;

  DialTest(Transport transport) {
    this.transport = transport;
  }

  @BeforeEach
  void start() throws Exception {
    dns = new FakeDns();
    vertx =
        Vertx.vertx(
            transport
                .options()
                .setAddressResolverOptions(new AddressResolverOptions().addServer(dns.address())));
    loops = transport.loops(vertx, 1);
  }

  @AfterEach
  void stop() throws Exception {
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
    dns.close();
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void firstAddressThatRefuses_isFollowedByTheNext() throws Exception {
    ServerSocket server = listen("127.0.0.3", 0);
    dns.set(HOST, "127.0.0.2", "127.0.0.3");

    dial(server.getLocalPort(), 10_000);

    assertThat(result()).isInstanceOf(PumpSocket.class);
    server.accept().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.3", "::1"})
  void firstAddressThatSwallowsEverything_doesNotTakeAllTheTime(String second) throws Exception {
    List<ServerSocket> both = listenAtOnePort(second, "127.0.0.2");
    ServerSocket server = both.get(0);
    swallow(both.get(1));
    dns.ttl(60).set(HOST, "127.0.0.2", second);
    // Both families are known, however late the second one is on a busy machine (see NamesTest).
    await().until(() -> loops.names().addresses(HOST).await().size() == 2);

    dial(server.getLocalPort(), 4000);

    assertThat(result()).isInstanceOf(PumpSocket.class);
    server.accept().close();
  }

  @Test
  void addressThatTheHealthCheckReached_isTriedFirst() throws Exception {
    List<ServerSocket> both = listenAtOnePort("127.0.0.3", "127.0.0.2");
    ServerSocket checked = both.get(0);
    ServerSocket other = both.get(1);
    other.setSoTimeout(1);
    dns.set(HOST, "127.0.0.2", "127.0.0.3");

    dial(
        new TcpDialer(loops, host -> Optional.of(address("127.0.0.3"))),
        checked.getLocalPort(),
        10_000);

    assertThat(result()).isInstanceOf(PumpSocket.class);
    checked.accept().close();
    assertThat(accepts(other)).isFalse();
  }

  @Test
  void addressThatTheNameNoLongerHas_isNotTried() throws Exception {
    List<ServerSocket> both = listenAtOnePort("127.0.0.2", "127.0.0.9");
    ServerSocket server = both.get(0);
    ServerSocket former = both.get(1);
    former.setSoTimeout(1);
    dns.set(HOST, "127.0.0.2");

    dial(
        new TcpDialer(loops, host -> Optional.of(address("127.0.0.9"))),
        server.getLocalPort(),
        10_000);

    assertThat(result()).isInstanceOf(PumpSocket.class);
    server.accept().close();
    assertThat(accepts(former)).isFalse();
  }

  @Test
  void hostWhoseAddressesAllRefuse_failsAtOnceWithWhatTheySaid() throws Exception {
    ServerSocket closed = listen("127.0.0.2", 0);
    closed.close();
    dns.set(HOST, "127.0.0.2", "127.0.0.3", "::1");

    dial(closed.getLocalPort(), 60_000);

    assertThat(result())
        .isInstanceOfSatisfying(
            ConnectException.class, e -> assertThat(e).hasMessageContaining("refused"));
  }

  @Test
  void hostWhoseAddressesAllSwallowEverything_failsAtTheTimeout() throws Exception {
    List<ServerSocket> both = listenAtOnePort("127.0.0.2", "127.0.0.3");
    ServerSocket server = both.get(0);
    swallow(server);
    swallow(both.get(1));
    dns.set(HOST, "127.0.0.2", "127.0.0.3");

    dial(server.getLocalPort(), 600);

    assertThat(result())
        .isInstanceOfSatisfying(
            ConnectException.class, e -> assertThat(e).hasMessage("no connection within 600 ms"));
  }

  /** A machine without IPv6 has no address to call from, which is no want of ports. */
  @Test
  void whatTheNodeSaid_isToldRatherThanWhatWeCouldNotDo() throws Exception {
    dns.set(HOST, "127.0.0.2", "127.0.0.3");
    SocketSystem sockets =
        new FakeSockets(
            remote -> {
              if (remote.getAddress().equals(address("127.0.0.2"))) {
                throw new BindException("Cannot assign requested address");
              }
              throw new ConnectException("Connection refused");
            });

    dial(new TcpDialer(sockets, loops.names(), h -> Optional.empty()), 3306, 10_000);

    assertThat(result()).isInstanceOf(ConnectException.class);
  }

  @Test
  void wantOfPorts_isToldIfThereIsNothingElseToTell() throws Exception {
    dns.set(HOST, "127.0.0.2", "127.0.0.3");
    SocketSystem sockets =
        new FakeSockets(
            remote -> {
              throw new BindException("Cannot assign requested address");
            });

    dial(new TcpDialer(sockets, loops.names(), h -> Optional.empty()), 3306, 10_000);

    assertThat((Throwable) result()).matches(OwnFault::isOurs);
  }

  @Test
  void dialCalledOffBetweenTwoAddresses_tellsNobodyAndLeavesNothingOpen() throws Exception {
    List<ServerSocket> both = listenAtOnePort("127.0.0.3", "127.0.0.2");
    ServerSocket server = both.get(0);
    swallow(both.get(1));
    server.setSoTimeout(300);
    dns.set(HOST, "127.0.0.2", "127.0.0.3");
    PumpLoop loop = loops.all().get(0);
    BlockingQueue<Cancellable> dials = new LinkedBlockingQueue<>();
    loop.execute(
        () ->
            dials.add(new TcpDialer(loops).dial(loop, HOST, server.getLocalPort(), 400, recorder)));

    Cancellable dial = dials.poll(5, TimeUnit.SECONDS);
    loop.execute(dial::cancel);

    assertThat(accepts(server)).isFalse();
    assertThat(results).isEmpty();
  }

  /** On some systems a connection on the machine itself is there as soon as it is asked for. */
  @Test
  void connectThatSucceedsAtOnce_isNoticed() throws Exception {
    ServerSocket server = listen("127.0.0.1", 0);
    Vertx plain = Vertx.vertx();
    PumpLoops jdkLoops = new PumpLoops(plain, 1);
    open.add(() -> plain.close().await(30, TimeUnit.SECONDS));
    open.add(() -> jdkLoops.close().toCompletableFuture().get(30, TimeUnit.SECONDS));
    SocketSystem sockets =
        new FakeSockets(
            remote -> {
              SocketChannel channel = SocketChannel.open(remote);
              channel.configureBlocking(false);
              return new NioSocket(channel, true);
            });
    TcpDialer dialer = new TcpDialer(sockets, jdkLoops.names(), h -> Optional.empty());
    PumpLoop loop = jdkLoops.all().get(0);

    loop.execute(() -> dialer.dial(loop, "127.0.0.1", server.getLocalPort(), 60_000, recorder));

    assertThat(result()).isInstanceOf(PumpSocket.class);
  }

  private void dial(int port, long timeoutMillis) {
    dial(new TcpDialer(loops), port, timeoutMillis);
  }

  private void dial(TcpDialer dialer, int port, long timeoutMillis) {
    PumpLoop loop = loops.all().get(0);
    loop.execute(() -> dialer.dial(loop, HOST, port, timeoutMillis, recorder));
  }

  private Object result() throws InterruptedException {
    return results.poll(20, TimeUnit.SECONDS);
  }

  private ServerSocket listen(String address, int port) throws IOException {
    ServerSocket server = new ServerSocket(port, 1, address(address));
    open.add(server);
    server.setSoTimeout(10_000);
    return server;
  }

  /** What the system gives for the first may be somebody else's at the second. */
  private List<ServerSocket> listenAtOnePort(String first, String second) throws IOException {
    for (int tries = 0; ; tries++) {
      ServerSocket server = listen(first, 0);
      try {
        return List.of(server, listen(second, server.getLocalPort()));
      } catch (BindException e) {
        server.close();
        if (tries == 20) {
          throw e;
        }
      }
    }
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean accepts(ServerSocket server) throws IOException {
    try (Socket accepted = server.accept()) {
      return accepted.isConnected();
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /** Connects until the system no longer answers, as a frozen host would not. */
  private void swallow(ServerSocket server) throws IOException {
    while (true) {
      Socket socket = new Socket();
      open.add(socket);
      try {
        socket.connect(server.getLocalSocketAddress(), 500);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }

  /** Sockets that connect as the test says. */
  private record FakeSockets(Connect connect) implements SocketSystem {
    interface Connect {
      RawSocket to(InetSocketAddress remote) throws IOException;
    }

    @Override
    public RawSocket connect(InetSocketAddress remote) throws IOException {
      return connect.to(remote);
    }

    @Override
    public RawServer listen(InetSocketAddress local, int backlog) {
      throw new UnsupportedOperationException();
    }
  }
}

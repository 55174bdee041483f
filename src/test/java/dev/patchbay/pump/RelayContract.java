package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.Transport;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a relay does with real sockets on both sides; run once on each transport. */
abstract class RelayContract {
  /** What is left of a half-closed relay has so long without a byte, here. */
  static final long PATIENCE_MILLIS = 1000;

  private final Transport transport;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<RelayEnd> ends = new LinkedBlockingQueue<>();
  private final BlockingQueue<Started> relays = new LinkedBlockingQueue<>();

  private Vertx vertx;
  private PumpLoops loops;
  private TcpListener listener;
  private ServerSocket node;
  private long dialDelayMillis;
  private final RelayBytes bytes = new RelayBytes();

  private record Started(PumpLoop loop, Relay relay) {}

  RelayContract(Transport transport) {
    this.transport = transport;
  }

  @BeforeEach
  void listen() throws Exception {
    vertx = transport.vertx();
    loops =
        transport.loops(
            vertx,
            2,
            new StallLimits(Duration.ZERO, Duration.ZERO, Duration.ofMillis(PATIENCE_MILLIS)));
    node = listenAsNode();
    TcpDialer dialer = new TcpDialer(loops);
    listener =
        TcpListener.listen(
                loops,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new NoCount(),
                client -> {
                  Client accepted = accepted(client);
                  client
                      .loop()
                      .schedule(
                          dialDelayMillis,
                          () ->
                              dialer.dial(
                                  client.loop(),
                                  "127.0.0.1",
                                  node.getLocalPort(),
                                  5000,
                                  joining(accepted)));
                },
                cause -> {})
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
  }

  /** A client that was accepted, of which more may be wanted before it is joined. */
  interface Client {
    PumpSocket socket();

    /** Runs this once both may be joined. */
    void join(PumpSocket node, Runnable then);
  }

  /** What becomes of a client at once. */
  Client accepted(PumpSocket client) {
    return new Client() {
      @Override
      public PumpSocket socket() {
        return client;
      }

      @Override
      public void join(PumpSocket node, Runnable then) {
        then.run();
      }
    };
  }

  ServerSocket listenAsNode() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** What may be kept for one whose reader has stopped. */
  int mostKept() {
    return PumpLoop.READ_BYTES;
  }

  private Dialer.Listener joining(Client client) {
    return new Dialer.Listener() {
      @Override
      public void connected(PumpSocket socket) {
        client.join(
            socket,
            () ->
                relays.add(
                    new Started(
                        socket.loop(), Relay.start(client.socket(), socket, bytes, ends::add))));
      }

      @Override
      public void failed(Throwable cause) {
        client.socket().close();
      }
    };
  }

  @AfterEach
  void close() throws Exception {
    threads.shutdownNow();
    node.close();
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void transport_isTheOneAskedFor() {
    assertThat(loops.isNative()).isEqualTo(transport != Transport.JDK);
    assertThat(loops.usesRings()).isEqualTo(transport == Transport.IO_URING);
  }

  @Test
  void serverThatSpeaksFirst_isHeard() throws Exception {
    try (Socket client = connect();
        Socket server = node.accept()) {
      server.getOutputStream().write("greeting".getBytes());

      assertThat(client.getInputStream().readNBytes(8)).isEqualTo("greeting".getBytes());
    }
  }

  @Test
  void manyMegabytesBothWaysAtOnce_arriveInOrder() throws Exception {
    byte[] up = randomBytes(1, 20_000_000);
    byte[] down = randomBytes(2, 30_000_000);
    try (Socket client = connect();
        Socket server = node.accept()) {
      CompletableFuture<byte[]> atServer = readAll(server);
      CompletableFuture<byte[]> atClient = readAll(client);
      CompletableFuture<Void> sent = write(server, down);
      write(client, up).get(30, TimeUnit.SECONDS);
      sent.get(30, TimeUnit.SECONDS);

      client.shutdownOutput();
      server.shutdownOutput();

      assertThat(Arrays.equals(atServer.get(30, TimeUnit.SECONDS), up)).isTrue();
      assertThat(Arrays.equals(atClient.get(30, TimeUnit.SECONDS), down)).isTrue();
    }
    assertThat(ends.poll(5, TimeUnit.SECONDS)).isNotNull();
    assertThat(bytes.toNode().bytes()).isEqualTo(up.length);
    assertThat(bytes.toClient().bytes()).isEqualTo(down.length);
  }

  @Test
  void megabyteInOneByteWrites_arrivesInOrder() throws Exception {
    byte[] bytes = randomBytes(3, 1_000_000);
    try (Socket client = connect();
        Socket server = node.accept()) {
      client.setTcpNoDelay(true);
      CompletableFuture<byte[]> atServer = readAll(server);

      OutputStream out = client.getOutputStream();
      for (byte b : bytes) {
        out.write(b);
      }
      client.shutdownOutput();

      assertThat(Arrays.equals(atServer.get(60, TimeUnit.SECONDS), bytes)).isTrue();
    }
  }

  @Test
  void halfClosedClient_stillGetsAllOfALateReply() throws Exception {
    byte[] reply = randomBytes(4, 5_000_000);
    try (Socket client = connect();
        Socket server = node.accept()) {
      client.getOutputStream().write("request".getBytes());
      client.shutdownOutput();
      assertThat(server.getInputStream().readAllBytes()).isEqualTo("request".getBytes());

      CompletableFuture<byte[]> atClient = readAll(client);
      write(server, reply).get(30, TimeUnit.SECONDS);
      server.close();

      assertThat(Arrays.equals(atClient.get(30, TimeUnit.SECONDS), reply)).isTrue();
    }
    assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo(RelayEnd.CLIENT);
  }

  @Test
  void halfClosedServer_stillGetsWhatTheClientSends() throws Exception {
    byte[] late = randomBytes(5, 3_000_000);
    try (Socket client = connect();
        Socket server = node.accept()) {
      server.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);

      CompletableFuture<byte[]> atServer = readAll(server);
      write(client, late).get(30, TimeUnit.SECONDS);
      client.close();

      assertThat(Arrays.equals(atServer.get(30, TimeUnit.SECONDS), late)).isTrue();
    }
    assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo(RelayEnd.NODE);
  }

  @Test
  void clientThatNeverClosesAfterTheNodesEnd_isGivenUp() throws Exception {
    try (Socket client = connect();
        Socket server = node.accept()) {
      server.getOutputStream().write("ERR access denied".getBytes());
      server.close();
      assertThat(client.getInputStream().readAllBytes()).isEqualTo("ERR access denied".getBytes());

      assertThat(ends.poll(20, TimeUnit.SECONDS)).isEqualTo(RelayEnd.NODE);
      assertThat(writesAreRefused(client)).isTrue();
    }
  }

  @Test
  void nodeThatNeverClosesAfterTheClientsEnd_isGivenUp() throws Exception {
    try (Socket client = connect();
        Socket server = node.accept()) {
      client.close();

      assertThat(ends.poll(20, TimeUnit.SECONDS)).isEqualTo(RelayEnd.CLIENT);
      assertThat(readsEnd(server)).isTrue();
    }
  }

  @Test
  void halfClosedRelay_livesWhileBytesMove() throws Exception {
    try (Socket client = connect();
        Socket server = node.accept()) {
      client.shutdownOutput();
      assertThat(server.getInputStream().read()).isEqualTo(-1);

      for (int i = 0; i < 30; i++) {
        server.getOutputStream().write(i);
        assertThat(client.getInputStream().read()).isEqualTo(i);
        assertThat(ends.poll(PATIENCE_MILLIS / 10, TimeUnit.MILLISECONDS)).isNull();
      }
    }
  }

  @Test
  void dataBehindAnUrgentByte_isNotLeftBehind() throws Exception {
    dialDelayMillis = 300;
    try (Socket client = connect()) {
      client.getOutputStream().write("before".getBytes());
      client.sendUrgentData('!');
      client.getOutputStream().write("behind".getBytes());

      try (Socket server = node.accept()) {
        server.setSoTimeout(10_000);
        assertThat(new String(server.getInputStream().readNBytes(12))).isEqualTo("beforebehind");
      }
    }
  }

  @Test
  void bytesAndEndSentBeforeTheNodeIsDialled_arrive() throws Exception {
    dialDelayMillis = 300;
    byte[] bytes = randomBytes(6, 100_000);
    try (Socket client = connect()) {
      client.getOutputStream().write(bytes);
      client.shutdownOutput();

      try (Socket server = node.accept()) {
        assertThat(Arrays.equals(readAll(server).get(30, TimeUnit.SECONDS), bytes)).isTrue();
        server.getOutputStream().write("late".getBytes());
        server.close();
        assertThat(client.getInputStream().readAllBytes()).isEqualTo("late".getBytes());
      }
    }
  }

  @Test
  void clientThatResets_endsTheServersConnection() throws Exception {
    try (Socket client = connect();
        Socket server = node.accept()) {
      CompletableFuture<Void> sending = write(server, new byte[50_000_000]);
      client.getInputStream().readNBytes(100_000);

      client.setSoLinger(true, 0);
      client.close();

      assertThatThrownBy(() -> sending.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(UncheckedIOException.class);
      assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo(RelayEnd.CLIENT);
    }
  }

  @Test
  void serverThatResets_endsTheClientsConnection() throws Exception {
    try (Socket client = connect();
        Socket server = node.accept()) {
      server.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(1);

      server.setSoLinger(true, 0);
      server.close();

      assertThat(readsEnd(client)).isTrue();
      client.close();
      assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo(RelayEnd.NODE);
    }
  }

  @Test
  void lastWordsOfAServerThatClosesOnASendingClient_arrive() throws Exception {
    for (int i = 0; i < 30; i++) {
      try (Socket client = connect();
          Socket server = node.accept()) {
        write(client, new byte[1_000_000]);
        server.getInputStream().readNBytes(1000);

        server.getOutputStream().write("ERR packet too large".getBytes());
        server.close();

        client.setSoTimeout(10_000);
        assertThat(new String(client.getInputStream().readNBytes(20)))
            .isEqualTo("ERR packet too large");
      }
    }
  }

  @Test
  void cut_endsBothSidesAtOnce() throws Exception {
    try (Socket client = connect();
        Socket server = node.accept()) {
      client.setSoTimeout(10_000);
      server.setSoTimeout(10_000);
      Started started = relays.poll(5, TimeUnit.SECONDS);

      started.loop().execute(started.relay()::cut);

      assertThat(readsEnd(client)).isTrue();
      assertThat(readsEnd(server)).isTrue();
      assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo(RelayEnd.PROXY);
    }
  }

  @Test
  void cut_endsATransferThatNobodyReads() throws Exception {
    try (Socket client = connect();
        Socket server = node.accept()) {
      write(server, new byte[50_000_000]);
      Started started = relays.poll(5, TimeUnit.SECONDS);
      awaitStandstill();

      started.loop().execute(started.relay()::cut);

      assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo(RelayEnd.PROXY);
      assertThat(readsEnd(server)).isTrue();
    }
  }

  @Test
  void readerThatStops_stopsTheSender() throws Exception {
    long before = io.netty.util.internal.PlatformDependent.usedDirectMemory();
    try (Socket client = connect();
        Socket server = node.accept()) {
      server.setSendBufferSize(64 * 1024);

      write(server, new byte[100_000_000]);
      awaitStandstill();

      assertThat(io.netty.util.internal.PlatformDependent.usedDirectMemory() - before)
          .isLessThan(1L << 20);
      assertThat(budget().used()).isPositive().isLessThanOrEqualTo(mostKept());
      client.setSoTimeout(20_000);
      assertThat(client.getInputStream().readNBytes(100_000_000)).hasSize(100_000_000);
      await().until(() -> budget().used() == 0);
    }
  }

  UnsentBudget budget() {
    return loops.all().get(0).budget();
  }

  private final AtomicLong written = new AtomicLong();

  void awaitStandstill() {
    AtomicLong last = new AtomicLong(-1);
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> written.get() > 0 && last.getAndSet(written.get()) == written.get());
  }

  /** Has the system take little for the nodes that are connected from now on. */
  void nodesReceiveLittle() throws IOException {
    node.setReceiveBufferSize(4096);
  }

  /** From now on a client that takes nothing for so long is given up. */
  void limitStalls(Duration client) {
    loops.limit(new StallLimits(client, Duration.ZERO));
  }

  /** What has come from clients. */
  long toNode() {
    return bytes.toNode().bytes();
  }

  /** What has come from nodes. */
  long toClient() {
    return bytes.toClient().bytes();
  }

  /** Places that are taken, as limits count them. */
  int places() {
    return loops.all().stream().mapToInt(PumpLoop::connections).sum();
  }

  /** What this gives, of the only relay, on its loop. */
  <T> T onLoop(Function<Relay, T> question) throws Exception {
    if (relays.isEmpty()) {
      await().until(() -> !relays.isEmpty());
    }
    Started only = relays.peek();
    return CompletableFuture.supplyAsync(() -> question.apply(only.relay()), only.loop())
        .get(30, TimeUnit.SECONDS);
  }

  Socket acceptAtNode() throws IOException {
    return node.accept();
  }

  RelayEnd endWithin(long time, TimeUnit unit) throws InterruptedException {
    return ends.poll(time, unit);
  }

  Socket connect() throws IOException {
    return plain();
  }

  /** A connection to the relay, of which no byte is sent. */
  Socket plain() throws IOException {
    return new Socket(listener.address().getAddress(), listener.address().getPort());
  }

  CompletableFuture<Void> write(Socket to, byte[] bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            for (int at = 0; at < bytes.length; at += 65_536) {
              int length = Math.min(65_536, bytes.length - at);
              to.getOutputStream().write(bytes, at, length);
              written.addAndGet(length);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        threads);
  }

  private CompletableFuture<byte[]> readAll(Socket from) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return from.getInputStream().readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        threads);
  }

  /** Whether this socket reads the end or a reset, rather than waiting for ever. */
  private static boolean readsEnd(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    try {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[65_536];
      while (in.read(buffer) >= 0) {
        // What was under way may still arrive.
      }
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether writing to this socket fails in time, because the other end is closed altogether. */
  private static boolean writesAreRefused(Socket socket) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              try {
                socket.getOutputStream().write(0);
                return false;
              } catch (IOException e) {
                return true;
              }
            });
    return true;
  }

  private static byte[] randomBytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}

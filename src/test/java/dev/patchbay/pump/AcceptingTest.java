package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.Transport;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several loops behind one port. */
class AcceptingTest {
  private static final int LOOPS = 3;

  private final List<Socket> clients = new ArrayList<>();
  private final Queue<PumpSocket> accepted = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
  private Vertx vertx;
  private PumpLoops loops;
  private TcpListener listener;

  private void listen(Transport transport) throws Exception {
    vertx = transport.vertx();
    loops = transport.loops(vertx, LOOPS);
    listener = listenAt(0);
  }

  private TcpListener listenAt(int port) throws Exception {
    return TcpListener.listen(
            loops,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            new NoCount(),
            client -> {
              assertThat(client.loop().isCurrent()).isTrue();
              accepted.add(client);
            },
            faults::add)
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
    assertThat(faults).isEmpty();
  }

  /** So few as a bulk load has. */
  @ParameterizedTest(name = "native transport: {0}")
  @EnumSource(Transport.class)
  void fewConnections_oneAfterTheOther_areSpreadEvenly(Transport transport) throws Exception {
    listen(transport);

    for (int i = 1; i <= 2 * LOOPS; i++) {
      connect(1);
      awaitAccepted(i);
    }

    assertThat(perLoop()).containsOnly(2);
  }

  @ParameterizedTest(name = "native transport: {0}")
  @EnumSource(Transport.class)
  void twoThousandConnections_areWithinAFifth(Transport transport) throws Exception {
    listen(transport);

    connect(2000);
    awaitAccepted(2000);

    List<Integer> each = perLoop();
    int least = each.stream().min(Integer::compare).orElseThrow();
    assertThat(each).allSatisfy(n -> assertThat(n).isLessThanOrEqualTo(least * 6 / 5));
  }

  /** Whoever has lost many is given the next ones. */
  @ParameterizedTest(name = "native transport: {0}")
  @EnumSource(Transport.class)
  void loopWhoseConnectionsEnded_isGivenTheNextOnes(Transport transport) throws Exception {
    listen(transport);
    connect(60 * LOOPS);
    awaitAccepted(60 * LOOPS);
    PumpLoop emptied = loops.all().get(1);
    List<PumpSocket> its = accepted.stream().filter(s -> s.loop() == emptied).toList();

    emptied.execute(() -> its.forEach(PumpSocket::close));
    await().until(() -> emptied.connections() == 0);
    accepted.clear();
    connect(30);
    awaitAccepted(30);

    assertThat(accepted).allSatisfy(s -> assertThat(s.loop()).isSameAs(emptied));
  }

  /** More than are accepted at a turn, and more than once. */
  @ParameterizedTest(name = "native transport: {0}")
  @EnumSource(Transport.class)
  void backlogOfAPause_isAcceptedToTheLast(Transport transport) throws Exception {
    listen(transport);

    for (int round = 1; round <= 3; round++) {
      listener.pause();
      connect(200);
      assertThat(accepted).hasSize((round - 1) * 200);
      listener.resume();
      awaitAccepted(round * 200);
    }
  }

  @ParameterizedTest(name = "native transport: {0}")
  @EnumSource(Transport.class)
  void closedPort_canBeBoundAgain_andConnectionsLiveOn(Transport transport) throws Exception {
    listen(transport);
    connect(5);
    awaitAccepted(5);
    int port = listener.address().getPort();

    for (int i = 0; i < 20; i++) {
      listener.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      await().ignoreExceptions().until(() -> isFree(port));
      listener = listenAt(port);
      connect(1);
      awaitAccepted(6 + i);
    }

    assertThat(loops.all().stream().mapToInt(PumpLoop::connections).sum()).isEqualTo(25);
  }

  /** The JDK gives a port back a moment later than it says. */
  private static boolean isFree(int port) throws IOException {
    try (ServerSocket other = new ServerSocket()) {
      other.setReuseAddress(true);
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    }
  }

  private void connect(int more) throws Exception {
    for (int i = 0; i < more; i++) {
      clients.add(new Socket(listener.address().getAddress(), listener.address().getPort()));
    }
  }

  private void awaitAccepted(int all) {
    await().untilAsserted(() -> assertThat(accepted).hasSize(all));
  }

  private List<Integer> perLoop() {
    return loops.all().stream()
        .map(loop -> (int) accepted.stream().filter(s -> s.loop() == loop).count())
        .toList();
  }
}

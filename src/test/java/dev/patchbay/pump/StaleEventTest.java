package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.Transport;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One wait of a loop brings the events of many sockets. While they are dealt with, one socket is
 * closed and another gets its number: what was meant for the first must not reach the second.
 */
@ParameterizedClass
@EnumSource(Transport.class)
class StaleEventTest {
  private final Vertx vertx;
  private final PumpLoops loops;
  private final PumpLoop loop;
  private final BlockingQueue<PumpSocket> accepted = new LinkedBlockingQueue<>();
  private final BlockingQueue<PumpSocket> dialled = new LinkedBlockingQueue<>();
  private final BlockingQueue<PumpSocket> gone = new LinkedBlockingQueue<>();
  private ServerSocket node;
  private TcpListener listener;

  StaleEventTest(Transport transport) {
    vertx = transport.vertx();
    loops = transport.loops(vertx, 1);
    loop = loops.all().get(0);
  }

  @BeforeEach
  void listen() throws Exception {
    node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener =
        TcpListener.listen(
                loops,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new NoCount(),
                socket -> {
                  socket.onGone(() -> gone.add(socket));
                  accepted.add(socket);
                },
                cause -> {})
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    node.close();
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void socketAcceptedAmongEventsOfAClosedOne_isNotTakenForIt() throws Exception {
    for (int round = 0; round < 20; round++) {
      Socket client = connect();
      PumpSocket clientEnd = accepted.poll(5, TimeUnit.SECONDS);
      Socket server = dialNode(clientEnd);
      PumpSocket nodeEnd = dialled.poll(5, TimeUnit.SECONDS);
      onLoop(() -> Relay.start(clientEnd, nodeEnd, new RelayBytes(), end -> {}));

      List<Socket> innocents = new ArrayList<>();
      CountDownLatch goOn = new CountDownLatch(1);
      loop.execute(() -> awaitQuietly(goOn));
      // In this order the loop will hear of them, all from one wait: the client's end, which closes
      // both; two new clients, who get both numbers; and the node's end.
      reset(client);
      innocents.add(connect());
      innocents.add(connect());
      reset(server);
      goOn.countDown();

      for (int i = 0; i < innocents.size(); i++) {
        assertThat(accepted.poll(5, TimeUnit.SECONDS)).isNotNull();
      }
      onLoop(() -> {});
      assertThat(gone).as("innocent clients closed in round " + round).isEmpty();
      for (Socket innocent : innocents) {
        innocent.close();
        assertThat(gone.poll(100, TimeUnit.MILLISECONDS)).isNull(); // half-closed only
      }
    }
  }

  private Socket connect() throws Exception {
    return new Socket(listener.address().getAddress(), listener.address().getPort());
  }

  private Socket dialNode(PumpSocket clientEnd) throws Exception {
    onLoop(
        () ->
            new TcpDialer(loops)
                .dial(
                    clientEnd.loop(),
                    "127.0.0.1",
                    node.getLocalPort(),
                    5000,
                    new Dialer.Listener() {
                      @Override
                      public void connected(PumpSocket socket) {
                        dialled.add(socket);
                      }

                      @Override
                      public void failed(Throwable cause) {}
                    }));
    return node.accept();
  }

  private static void reset(Socket socket) throws Exception {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private void onLoop(Runnable task) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(
        () -> {
          task.run();
          done.countDown();
        });
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

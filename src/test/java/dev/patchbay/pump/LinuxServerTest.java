package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One listening socket from which several loops take connections at the same time. */
class LinuxServerTest {
  private static final int THREADS = 2;
  private static final int ROUNDS = 20;
  private static final int CLIENTS = 400;

  private final List<SocketChannel> clients = new ArrayList<>();
  private RawServer server;

  @BeforeEach
  void listen() throws Exception {
    Epoll.ensureAvailability();
    server =
        LinuxSystem.epoll()
            .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CLIENTS);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    for (SocketChannel client : clients) {
      client.close();
    }
  }

  /** Whom a session is of decides whether it is let in, and what its node is told. */
  @Test
  void connectionsThatAreTakenAtOnce_haveTheirOwnPeers() throws Exception {
    int wrong = 0;
    for (int round = 0; round < ROUNDS; round++) {
      connect();

      wrong += acceptAll();
    }

    assertThat(wrong).as("of " + ROUNDS * CLIENTS).isZero();
  }

  private void connect() throws Exception {
    for (SocketChannel client : clients) {
      client.close();
    }
    clients.clear();
    for (int i = 0; i < CLIENTS; i++) {
      SocketChannel client = SocketChannel.open();
      client.bind(new InetSocketAddress("127.0.0." + (2 + i % 2), 0));
      client.connect(server.address());
      clients.add(client);
    }
  }

  /**
   * @return how many had another peer than the system says
   */
  private int acceptAll() throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(THREADS);
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      CompletableFuture<Integer> wrong = new CompletableFuture<>();
      all.add(wrong);
      new Thread(
              () -> {
                try {
                  together.await(30, TimeUnit.SECONDS);
                  wrong.complete(accept(accepted));
                } catch (Exception e) {
                  wrong.completeExceptionally(e);
                }
              })
          .start();
    }
    int sum = 0;
    for (CompletableFuture<Integer> wrong : all) {
      sum += wrong.get(30, TimeUnit.SECONDS);
    }
    return sum;
  }

  private int accept(AtomicInteger accepted) throws Exception {
    List<LinuxRawSocket> taken = new ArrayList<>();
    while (accepted.get() < CLIENTS) {
      LinuxRawSocket one = (LinuxRawSocket) server.accept();
      if (one != null) {
        taken.add(one);
        accepted.incrementAndGet();
      }
    }
    int wrong = 0;
    for (LinuxRawSocket one : taken) {
      if (!one.peer().orElseThrow().equals(one.socket.remoteAddress())) {
        wrong++;
      }
      one.close(false);
    }
    return wrong;
  }
}

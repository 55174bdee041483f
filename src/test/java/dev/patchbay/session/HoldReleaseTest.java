package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.TestPorts;
import dev.patchbay.testing.Transport;
import dev.patchbay.topology.Hold;
import dev.patchbay.topology.Node;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands that wait go on to a node that comes: a few at a time, in their order, all of them. */
class HoldReleaseTest {
  /** Of two thousand at each loop; on a quiet machine it is one batch of accepted ones. */
  private static final int MOST_OVERTAKEN = 1000;

  private static final Optional<Node> NOWHERE = Optional.empty();

  /** A node whose greetings the test gives, one by one; until then a connection waits. */
  private static final class SlowNode implements AutoCloseable {
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final Deque<SocketChannel> ungreeted = new ArrayDeque<>();
    final List<SocketChannel> all = new ArrayList<>();
    int mostUngreeted;

    SlowNode() throws IOException {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8192);
      server.configureBlocking(false);
    }

    Node node() throws IOException {
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      return new Node("slow", "127.0.0.1", port, 1, "/");
    }

    /** Takes all that have come, and greets the one that has waited longest. */
    void turn() throws IOException {
      for (SocketChannel next = server.accept(); next != null; next = server.accept()) {
        all.add(next);
        ungreeted.add(next);
      }
      mostUngreeted = Math.max(mostUngreeted, ungreeted.size());
      SocketChannel first = ungreeted.poll();
      if (first != null) {
        first.write(ByteBuffer.wrap(new byte[] {'!'}));
      }
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel one : all) {
        one.close();
      }
      server.close();
    }
  }

  @Test
  void thousandsThatWait_goOnAFewAtATimeInTheirOrder() throws Exception {
    int number = 4_000;
    List<SocketChannel> clients = new ArrayList<>();
    try (SessionBed bed = new SessionBed(Transport.EPOLL, new Hold(60_000, 10_000));
        SlowNode node = new SlowNode()) {
      for (int i = 0; i < number; i++) {
        SocketChannel client = SocketChannel.open(bed.address());
        clients.add(client);
        client.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, i));
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> bed.listener().hold().now() == number);

      Map<Integer, Integer> loops = loopsByClientPort(bed);
      int[] ports = new int[number];
      for (int i = 0; i < number; i++) {
        ports[i] = ((InetSocketAddress) clients.get(i).getLocalAddress()).getPort();
      }

      bed.route(Optional.of(node.node()), true);

      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
      while (bed.listener().hold().now() > 0 || node.all.size() < number) {
        node.turn();
        assertThat(System.nanoTime()).isLessThan(end);
      }
      System.out.printf(
          "hold: %d went on, at the most %d of them without a greeting%n",
          number, node.mostUngreeted);
      assertThat(bed.closed).isEmpty();
      assertThat(bed.listener().hold().total()).isEqualTo(number);
      assertThat(node.all).hasSize(number);
      // A node, or a test, that is slower than a greeting may take has some more of them.
      assertThat(node.mostUngreeted).isLessThan(number / 2);
      int overtaken = overtaken(node, loops, ports);
      System.out.printf("hold: overtaken by %d of its loop at the most%n", overtaken);
      assertThat(overtaken).isLessThan(MOST_OVERTAKEN);
    } finally {
      close(clients);
    }
  }

  /**
   * By how many of its loop that had come after it a client was overtaken, at the most. A loop that
   * has accepted a few at once may give one of them to a loop that is accepting others.
   */
  private static int overtaken(SlowNode node, Map<Integer, Integer> loopOfPort, int[] portOfClient)
      throws IOException {
    List<List<Integer>> before = List.of(new ArrayList<>(), new ArrayList<>());
    int most = 0;
    for (SocketChannel one : node.all) {
      ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);
      while (number.hasRemaining() && one.read(number) >= 0) {}
      int client = number.getInt(0);
      List<Integer> ofItsLoop = before.get(loopOfPort.get(portOfClient[client]));
      most = Math.max(most, (int) ofItsLoop.stream().filter(other -> other > client).count());
      ofItsLoop.add(client);
    }
    return most;
  }

  private static Map<Integer, Integer> loopsByClientPort(SessionBed bed) throws Exception {
    Map<Integer, Integer> found = new ConcurrentHashMap<>();
    for (SessionLoop at : bed.listener().sessionLoops()) {
      CompletableFuture.runAsync(
              () -> {
                for (Session session : at.all()) {
                  int port = session.client().peer().orElseThrow().getPort();
                  found.put(port, at.loop().index());
                }
              },
              at.loop())
          .get(30, TimeUnit.SECONDS);
    }
    return found;
  }

  /** Where routes, arrivals and departures come as they will, each client has one end. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverHappens_eachClientIsServedOrClosedOnce(int seed) throws Exception {
    Random random = new Random(seed);
    List<Socket> clients = new ArrayList<>();
    int gone = 0;
    try (SessionBed bed =
        new SessionBed(Transport.values()[seed % 3], new Hold(5 + random.nextInt(400), 30))) {
      for (int step = 0; step < 400; step++) {
        int what = random.nextInt(100);
        if (what < 70) {
          clients.add(bed.connect());
        } else if (what < 85 && !clients.isEmpty()) {
          Socket client = clients.remove(random.nextInt(clients.size()));
          if (random.nextBoolean()) {
            client.setSoLinger(true, 0);
          }
          client.close();
          gone++;
        } else if (what < 95) {
          bed.route(
              switch (random.nextInt(4)) {
                case 0 -> Optional.of(bed.a.node());
                case 1 -> Optional.of(bed.b.node());
                case 2 -> Optional.of(refusing());
                default -> NOWHERE;
              },
              random.nextInt(5) > 0);
        } else {
          Thread.yield();
        }
      }
      bed.routeTo(bed.a);
      // On a busy machine one of the route before may answer until its loop has cut it.
      bed.listener().cutting().toCompletableFuture().get(30, TimeUnit.SECONDS);
      int served = 0;
      for (Socket client : clients) {
        client.setSoTimeout(30_000);
        served += greets(client) ? 1 : 0;
      }
      int all = clients.size() + gone;
      int open = served;
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                assertThat(bed.listener().hold().now()).as("held").isZero();
                assertThat(ended(bed)).as("ended, of " + bed.closed).isEqualTo(all - open);
              });
      for (Socket client : clients) {
        client.close();
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(ended(bed)).isEqualTo(all));
      for (SessionLoop home : bed.listener().sessionLoops()) {
        assertThat(home.all()).isEmpty();
      }
      assertThat(bed.counts.total()).isZero();
      await().until(() -> bed.a.openConnections() + bed.b.openConnections() == 0);
    }
  }

  /** How many have ended for their clients: not those that were only taken from their node. */
  private static long ended(SessionBed bed) {
    return bed.closed.size() - bed.listener().hold().takenBack();
  }

  /** Whether the node serves it in the end: what is closed is not. */
  private static boolean greets(Socket client) throws IOException {
    try {
      // A session of an earlier route was greeted, and then cut.
      InputStream in = client.getInputStream();
      if (in.readNBytes(2).length < 2) {
        return false;
      }
      client.getOutputStream().write('x');
      return in.read() == 'x';
    } catch (SocketException e) {
      return false;
    }
  }

  private static Node refusing() throws IOException {
    return new Node("refusing", "127.0.0.1", TestPorts.find(1).get(0), 1, "/");
  }

  private static void close(List<SocketChannel> clients) throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
  }
}

package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.PlainNode;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a session costs in the heap, as the JVM itself counts it. */
class SessionMemoryTest {
  /** Just beyond where tables have doubled, the dearest moment for each. */
  private static final int SESSIONS = 4_200;

  /** What MemoryLimit reckons with; not seen from here. */
  private static final int RECKONED_BYTES = 1_536;

  /** It must do for a session that is being dialled as well. */
  private static final int IDLE_BYTES = RECKONED_BYTES / 2;

  /** The same where a listener follows the protocol. */
  private static final int FOLLOWED_BYTES = 4_096 / 2;

  @Test
  void idleSession_costsNoMoreThanItsLimitReckonsWith() throws Exception {
    assertThat(heapOfASession("idle", false)).isBetween(1L, (long) IDLE_BYTES);
  }

  /** It has a timer for its login yet, and has heard nothing. */
  @Test
  void sessionThatIsFollowed_costsNoMoreThanItsLimitReckonsWith() throws Exception {
    assertThat(heapOfASession("followed", true)).isBetween(1L, (long) FOLLOWED_BYTES);
  }

  private static long heapOfASession(String kind, boolean followed) throws Exception {
    Vertx vertx = Vertx.vertx();
    List<SocketChannel> clients = new ArrayList<>();
    List<Integer> ports = TestPorts.find(5);
    int port = ports.get(followed ? 4 : 0);
    try (PlainNode node = new PlainNode("n");
        PatchbayProcess proxy =
            PatchbayProcess.start(
                Map.of("JDK_JAVA_OPTIONS", "-XX:+UseSerialGC -Xmx256m"),
                Integer.MAX_VALUE,
                "-config",
                config(ports, node, new FakeAgent(vertx, 0).port()))) {
      proxy.awaitLine("New active backend");
      open(100, port, clients, node);
      long before = proxy.liveHeapBytes();

      open(SESSIONS, port, clients, node);
      long each = (proxy.liveHeapBytes() - before) / SESSIONS;

      System.out.printf(
          "A session that is %s has %d bytes of heap; all else %,d%n",
          kind, each, before - 100 * each);
      return each;
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
      vertx.close().await(30, TimeUnit.SECONDS);
    }
  }

  private static void open(int more, int port, List<SocketChannel> clients, PlainNode node)
      throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < more; i++) {
      clients.add(SocketChannel.open(address));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> node.accepted() >= clients.size());
  }

  private static String config(List<Integer> ports, PlainNode node, int agentPort) {
    return """
        BindAddress: 127.0.0.1
        HealthPort: %d
        API: {Port: %d, AggregatorPort: %d, Username: u, Password: p}
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 20000
          HealthcheckIntervalMillis: 500
          Backends:
          - {Name: n, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: /}
        Listeners: [{Name: aware, Port: %d, Protocol: mysql, LoginSeconds: 3600}]
        """
        .formatted(
            ports.get(3),
            ports.get(1),
            ports.get(2),
            ports.get(0),
            node.port(),
            agentPort,
            ports.get(4));
  }
}

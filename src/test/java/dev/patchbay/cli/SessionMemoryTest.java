package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.Rings;
import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeMysql;
import dev.patchbay.testing.MysqlClient;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.PlainNode;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session costs in the heap, as the JVM itself counts it. */
class SessionMemoryTest {
  /** Just beyond where tables have doubled, the dearest moment for each. */
  private static final int SESSIONS = 2_000;

  /** What MemoryLimit reckons with; not seen from here. */
  private static final int RECKONED_BYTES = 1_536;

  /** It must do for a session that is being dialled as well. */
  private static final int IDLE_BYTES = RECKONED_BYTES / 2;

  /** The same where io_uring serves. */
  private static final int RING_BYTES = 2_048 / 2;

  /** The same where a listener follows the protocol. */
  private static final int FOLLOWED_BYTES = 4_096 / 2;

  @Test
  void idleSession_costsNoMoreThanItsLimitReckonsWith() throws Exception {
    assertThat(heapOfASession("idle", false, false)).isBetween(1L, (long) IDLE_BYTES);
  }

  @Test
  void idleSessionByIoUring_costsNoMoreThanItsLimitReckonsWith() throws Exception {
    assumeThat(Rings.refusal()).isEmpty();

    assertThat(heapOfASession("idle, by io_uring,", false, true)).isBetween(1L, (long) RING_BYTES);
  }

  /** It has a timer for its login yet, and has heard nothing. */
  @Test
  void sessionThatIsFollowed_costsNoMoreThanItsLimitReckonsWith() throws Exception {
    assertThat(heapOfASession("followed", true, false)).isBetween(1L, (long) FOLLOWED_BYTES);
  }

  /** The same where a listener has TLS. */
  private static final int SECURE_BYTES = 64 * 1024 / 2;

  private static final int SECURE_SESSIONS = 200;

  /** It is logged in, by TLS on both sides. */
  @Test
  void sessionByTls_costsNoMoreThanItsLimitReckonsWith(@TempDir Path directory) throws Exception {
    TestCertificates.Server own = TestCertificates.authority().rsaServer("proxy");
    Files.writeString(directory.resolve("own.crt"), own.certificatePem());
    Files.writeString(directory.resolve("own.key"), own.keyPem());
    Vertx vertx = Vertx.vertx();
    List<MysqlClient> clients = new ArrayList<>();
    List<Integer> ports = TestPorts.find(5);
    try (FakeMysql node = new FakeMysql("n")) {
      node.offersTls(own.context());
      String tls =
          "Protocol: mysql, TLS: {Enabled: true, Certificate: %1$s/own.crt, PrivateKey: %1$s/own.key},"
              .formatted(directory);
      int agent = new FakeAgent(vertx, 0).port();
      String config = config(ports, node.node().port(), agent).replace("Protocol: mysql,", tls);
      try (PatchbayProcess proxy =
          PatchbayProcess.start(
              Map.of("JDK_JAVA_OPTIONS", "-XX:+UseSerialGC -Xmx256m"),
              Integer.MAX_VALUE,
              "-config",
              config)) {
        proxy.awaitLine("New active backend");
        logIn(100, ports.get(4), clients);
        long before = proxy.liveHeapBytes();

        logIn(SECURE_SESSIONS, ports.get(4), clients);
        long each = (proxy.liveHeapBytes() - before) / SECURE_SESSIONS;

        System.out.printf("A session by TLS on both sides has %d bytes of heap%n", each);
        assertThat(each).isBetween(1L, (long) SECURE_BYTES);
      }
    } finally {
      for (MysqlClient client : clients) {
        client.close();
      }
      vertx.close().await(30, TimeUnit.SECONDS);
    }
  }

  private static void logIn(int more, int port, List<MysqlClient> clients) throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < more; i++) {
      MysqlClient client = MysqlClient.connect(address);
      clients.add(client);
      client.greeting();
      client.secure();
      client.login();
    }
  }

  private static long heapOfASession(String kind, boolean followed, boolean ring) throws Exception {
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
                config(ports, node.port(), new FakeAgent(vertx, 0).port())
                    .replace("IoUring: false", "IoUring: " + ring))) {
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
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(() -> assertThat(node.accepted()).isGreaterThanOrEqualTo(clients.size()));
  }

  private static String config(List<Integer> ports, int nodePort, int agentPort) {
    return """
        BindAddress: 127.0.0.1
        HealthPort: %d
        API: {Port: %d, AggregatorPort: %d, Username: u, Password: p}
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 20000
          HealthcheckIntervalMillis: 500
          IoUring: false
          Backends:
          - {Name: n, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: /}
        Listeners: [{Name: aware, Port: %d, Protocol: mysql, LoginSeconds: 3600}]
        """
        .formatted(
            ports.get(3),
            ports.get(1),
            ports.get(2),
            ports.get(0),
            nodePort,
            agentPort,
            ports.get(4));
  }
}

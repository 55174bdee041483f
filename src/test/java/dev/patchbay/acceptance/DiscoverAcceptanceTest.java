package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.Dnsmasq;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The built proxy in front of a real Galera cluster, whose nodes a real DNS server names. Relays
 * give the nodes what members of a headless service have: an address each, and the same ports.
 */
@Tag("acceptance")
class DiscoverAcceptanceTest {
  private static final GaleraCluster CLUSTER = new GaleraCluster();
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String HOST = "mysql.test";

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private Dnsmasq dns;
  private int port;
  private int statusPort;

  @BeforeAll
  static void startCluster() {
    CLUSTER.up();
  }

  @BeforeEach
  void startDnsAndRelays() throws Exception {
    dns = new Dnsmasq(Files.createDirectory(directory.resolve("dns")));
    List<Integer> ports = TestPorts.find(2);
    port = ports.get(0);
    statusPort = ports.get(1);
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      relay(address(node), port, CLUSTER.port(node));
      relay(address(node), statusPort, CLUSTER.agentPort(node));
    }
  }

  @AfterEach
  void stop() throws Exception {
    dns.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void topologyOfOneNode_growsToThreeByDnsAlone_withoutAClientsError() throws Exception {
    dns.set(HOST, address(0));
    try (ProxyProcess proxy = start();
        Ledger ledger = startLedger(proxy)) {
      awaitAcknowledged(ledger, 200);
      assertThat(proxy.backends())
          .extracting(ProxyProcess.BackendStatus::name)
          .containsExactly(name(0));

      dns.set(HOST, address(2), address(0), address(1));
      await()
          .atMost(LONG)
          .until(
              () ->
                  proxy.backends().stream().filter(ProxyProcess.BackendStatus::healthy).count()
                      == GaleraCluster.NODES);
      awaitAcknowledged(ledger, 200);

      dns.stop();
      await()
          .atMost(LONG)
          .until(() -> proxy.log().stream().anyMatch(l -> l.contains("could not be looked up")));
      awaitAcknowledged(ledger, 200);

      assertThat(proxy.backends())
          .extracting(ProxyProcess.BackendStatus::name)
          .containsExactly(name(0), name(1), name(2));
      assertThat(proxy.backends().get(0).active()).isTrue();
      assertThat(ledger.errors()).isZero();
      assertThat(proxy.log()).filteredOn(l -> l.contains("Node found by " + HOST)).hasSize(3);
      ledger.close();
      for (int node = 0; node < GaleraCluster.NODES; node++) {
        assertThat(ledger.lostAt(CLUSTER.port(node))).isEmpty();
      }
      // What was found is there for a failover, also without the DNS.
      CLUSTER.readOnly(0, true);
      try {
        await().atMost(LONG).until(() -> !proxy.backends().get(0).active());
        assertThat(IntStream.of(1, 2).filter(n -> proxy.backends().get(n).active())).hasSize(1);
      } finally {
        CLUSTER.readOnly(0, false);
      }
    }
  }

  private ProxyProcess start() throws IOException {
    ProxyConfigText config =
        ProxyConfigText.discovering(HOST, port, statusPort, "node", dns.address());
    ProxyProcess proxy = ProxyProcess.start(config, directory);
    await()
        .atMost(LONG)
        .until(() -> proxy.backends().stream().anyMatch(ProxyProcess.BackendStatus::active));
    return proxy;
  }

  private static Ledger startLedger(ProxyProcess proxy) throws Exception {
    return Ledger.start(proxy.mysqlPort(), 4);
  }

  private static void awaitAcknowledged(Ledger ledger, int count) {
    long start = System.nanoTime();
    await().atMost(LONG).until(() -> ledger.acknowledgedSince(start).size() >= count);
  }

  private static String address(int node) {
    return "127.0.0." + (21 + node);
  }

  private static String name(int node) {
    return "node-" + address(node);
  }

  private void relay(String host, int port, int target) throws Exception {
    vertx
        .createNetServer()
        .connectHandler(
            client -> {
              client.pause();
              vertx
                  .createNetClient()
                  .connect(target, "127.0.0.1")
                  .onFailure(e -> client.close())
                  .onSuccess(
                      node -> {
                        client.pipeTo(node);
                        node.pipeTo(client);
                      });
            })
        .listen(port, host)
        .await(10, TimeUnit.SECONDS);
  }
}

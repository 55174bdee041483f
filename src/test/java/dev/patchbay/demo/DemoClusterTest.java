package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.topology.Node;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoClusterTest {
  private Vertx vertx;
  private DemoCluster cluster;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    cluster = Await.result(DemoCluster.start(vertx, 3));
  }

  @AfterEach
  void stop() {
    Await.closed(vertx);
  }

  private static int status(StandInNode node) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + node.agentPort() + "/api/v1/status");
    return ((HttpURLConnection) uri.toURL().openConnection()).getResponseCode();
  }

  @Test
  void eachNode_saysItsOwnName() throws IOException {
    List<String> names = new ArrayList<>();
    for (StandInNode node : cluster.nodes()) {
      try (RawClient client = new RawClient(node.port()).login()) {
        client.query("SELECT * FROM t");
        client.read();
        client.read();
        client.read();
        names.add(client.read().text().substring(1));
      }
    }

    assertThat(names).containsExactly("node-0", "node-1", "node-2");
    assertThat(cluster.nodes()).extracting(StandInNode::name).isEqualTo(names);
  }

  @Test
  void aSickNode_fallsIllAlone_andStillTakesClients() throws IOException {
    StandInNode sick = cluster.nodes().get(1);

    sick.sick();

    assertThat(status(sick)).isEqualTo(503);
    assertThat(status(cluster.nodes().get(0))).isEqualTo(200);
    assertThat(status(cluster.nodes().get(2))).isEqualTo(200);
    new RawClient(sick.port()).login().close();

    sick.well();

    assertThat(status(sick)).isEqualTo(200);
  }

  @Test
  void stop_closesEveryPort() {
    List<Integer> ports =
        cluster.nodes().stream().flatMap(n -> Stream.of(n.port(), n.agentPort())).toList();

    Await.result(cluster.stop());

    assertThat(new TreeSet<>(ports)).hasSize(6);
    ports.forEach(Await::refused);
  }

  @Test
  void noPort_isOpenToOtherMachines() {
    for (StandInNode node : cluster.nodes()) {
      for (int port : List.of(node.port(), node.agentPort())) {
        assertThatThrownBy(() -> new Socket("127.0.0.2", port)).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void noNodes_isRefused() {
    assertThatThrownBy(() -> DemoCluster.start(vertx, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
  }

  @Test
  void theConfig_hasTheNodesAsBackends() throws IOException {
    PatchbayConfig config = DemoConfig.inFrontOf(cluster, "secret");

    assertThat(config.bindAddress()).isEqualTo("127.0.0.1");
    assertThat(config.api().operator().username()).isEqualTo("demo");
    assertThat(config.api().operator().password().plain().orElseThrow()).isEqualTo("secret");
    assertThat(config.proxy().healthcheckTimeoutMillis()).isEqualTo(2000);
    assertThat(config.proxy().healthcheckIntervalMillis()).isEqualTo(200);
    StandInNode last = cluster.nodes().get(2);
    assertThat(config.proxy().backends())
        .hasSize(3)
        .element(2)
        .isEqualTo(
            new Node("node-2", "127.0.0.1", last.port(), last.agentPort(), "/api/v1/status"));
  }

  @Test
  void theConfig_hasFivePortsThatCanBeListenedOn() throws IOException {
    PatchbayConfig config = DemoConfig.inFrontOf(cluster, "secret");

    List<Integer> ports =
        List.of(
            config.proxy().port(),
            config.proxy().inactiveMysqlPort(),
            config.api().port(),
            config.api().aggregatorPort(),
            config.healthPort());
    assertThat(new TreeSet<>(ports)).hasSize(5);
    for (int port : ports) {
      assertThat(port).isGreaterThan(1023);
      new ServerSocket(port).close();
    }
  }

  @Test
  void randomPasswords_differAndAreLongEnough() {
    assertThat(DemoConfig.randomPassword())
        .matches("[a-z2-9]{12}")
        .isNotEqualTo(DemoConfig.randomPassword());
  }

  @Test
  void theGuide_fitsTheScreen_andNamesEveryPort() throws IOException {
    PatchbayConfig config = DemoConfig.inFrontOf(cluster, DemoConfig.randomPassword());

    String guide = DemoGuide.text(config);

    assertThat(guide.lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    assertThat(guide.lines().count()).isLessThanOrEqualTo(35);
    assertThat(guide)
        .contains("mariadb -h 127.0.0.1 -P %d -u any -e".formatted(config.proxy().port()))
        .contains("-P %d ".formatted(config.proxy().inactiveMysqlPort()))
        .contains("http://127.0.0.1:%d/".formatted(config.api().port()))
        .contains("password " + config.api().operator().password().plain().orElseThrow());
    for (StandInNode node : cluster.nodes()) {
      assertThat(guide)
          .containsPattern(node.name() + " +" + node.port())
          .contains("curl -X POST http://127.0.0.1:%d/sick".formatted(node.agentPort()))
          .contains("http://127.0.0.1:%d/well".formatted(node.agentPort()));
    }
  }

  @Test
  void aPasswordWithSigns_isSafeToPasteIntoAShell() throws IOException {
    PatchbayConfig config = DemoConfig.inFrontOf(cluster, "a b$(x)*'@/%d");

    String guide = DemoGuide.text(config);

    Optional<String> assignment = guide.lines().filter(l -> l.contains("API=")).findFirst();
    assertThat(assignment.orElseThrow())
        .startsWith("  API=http://demo:a%20b%24%28x%29%2A%27%40%2F%25d@127.0.0.1:");
  }
}

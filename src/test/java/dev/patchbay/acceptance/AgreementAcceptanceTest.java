package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.routing.ActiveNodePolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two built proxies in front of a real cluster: they never stay on different nodes. */
@Tag("acceptance")
class AgreementAcceptanceTest {
  private static final GaleraCluster CLUSTER = new GaleraCluster();
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int RESTARTS = 20;

  @TempDir Path directory;

  @BeforeAll
  static void startCluster() {
    CLUSTER.up();
  }

  @Test
  void proxyThatIsRestartedAfterAFailover_takesItsSiblingsNode() throws Exception {
    List<ProxyConfigText> configs = configs();
    int lowest = CLUSTER.lowestIndexNode();
    try (ProxyProcess stays = start(configs, 0)) {
      assertThat(awaitActive(stays)).isEqualTo(lowest);
      Fault.READ_ONLY.inject(CLUSTER, lowest);
      await().atMost(LONG).until(() -> stays.activeNode() != lowest && stays.activeNode() >= 0);
      Fault.READ_ONLY.repair(CLUSTER, lowest);
      await().atMost(LONG).until(() -> stays.backend(lowest).healthy());
      int active = stays.activeNode();

      List<Integer> taken = new ArrayList<>();
      for (int i = 0; i < RESTARTS; i++) {
        try (ProxyProcess restarted = start(configs, 1)) {
          taken.add(awaitActive(restarted));
        }
      }

      System.out.printf(
          "lowest index: node%d, active: node%d, taken by %d restarted proxies: %s%n",
          lowest, active, RESTARTS, taken);
      assertThat(taken).hasSize(RESTARTS).containsOnly(active);
      assertThat(stays.activeNode()).isEqualTo(active);
    } finally {
      Fault.READ_ONLY.repair(CLUSTER, lowest);
    }
  }

  /** Each alone has chosen another node; then each is told of the other. */
  @Test
  void proxiesThatDiffer_areOnOneNodeSoonAfterTheyHearOfEachOther() throws Exception {
    List<ProxyConfigText> agreeing = configs();
    List<ProxyConfigText> alone =
        agreeing.stream().map(c -> c.with(c.yaml().replace("ProxyURIs", "# ProxyURIs"))).toList();
    int lowest = CLUSTER.lowestIndexNode();
    try (ProxyProcess first = start(alone, 0)) {
      awaitActive(first);
      Fault.READ_ONLY.inject(CLUSTER, lowest);
      await().atMost(LONG).until(() -> first.activeNode() != lowest && first.activeNode() >= 0);
      Fault.READ_ONLY.repair(CLUSTER, lowest);
      await().atMost(LONG).until(() -> first.backend(lowest).healthy());
      try (ProxyProcess second = start(alone, 1)) {
        assertThat(awaitActive(second)).isEqualTo(lowest);
        int expected = first.activeNode();

        write(agreeing, 0);
        write(agreeing, 1);
        first.reload();
        second.reload();
        long told = System.nanoTime();

        await().atMost(LONG).until(() -> second.activeNode() == expected);
        System.out.printf(
            "two proxies on different nodes are on one after %d ms%n",
            Duration.ofNanos(System.nanoTime() - told).toMillis());
        assertThat(first.activeNode()).isEqualTo(expected);
      }
    } finally {
      Fault.READ_ONLY.repair(CLUSTER, lowest);
    }
  }

  /** Two configurations, each of which names both proxies. */
  private static List<ProxyConfigText> configs() throws Exception {
    ProxyConfigText one = ProxyConfigText.of(CLUSTER, ActiveNodePolicy.STICKY);
    ProxyConfigText other = ProxyConfigText.of(CLUSTER, ActiveNodePolicy.STICKY);
    String uris = "API:\n  ProxyURIs: [\"%s\", \"%s\"]\n".formatted(one.apiUri(), other.apiUri());
    return List.of(
        one.with(one.yaml().replace("API:\n", uris)),
        other.with(other.yaml().replace("API:\n", uris)));
  }

  private ProxyProcess start(List<ProxyConfigText> configs, int proxy) throws Exception {
    return ProxyProcess.start(configs.get(proxy), home(proxy));
  }

  private void write(List<ProxyConfigText> configs, int proxy) throws Exception {
    Files.writeString(home(proxy).resolve("config.yml"), configs.get(proxy).yaml());
  }

  private Path home(int proxy) throws Exception {
    return Files.createDirectories(directory.resolve("proxy" + proxy));
  }

  private static int awaitActive(ProxyProcess proxy) {
    await().atMost(LONG).until(() -> proxy.activeNode() >= 0);
    return proxy.activeNode();
  }
}

package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.routing.ActiveNodePolicy;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the agents of a real cluster take of their machines' memory: what is their own, for the
 * files that a JVM maps are its JDK's and given back whenever somebody needs the room.
 */
@Tag("acceptance")
class AgentMemoryAcceptanceTest {
  private static final GaleraCluster CLUSTER = new GaleraCluster();
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int CHECKS = 200;
  private static final long LIMIT_KIB = 60 * 1024;

  @TempDir Path directory;

  @BeforeAll
  static void startCluster() {
    CLUSTER.up();
  }

  @Test
  void agentsThatAreFollowedAndAsked_staySmall() throws Exception {
    try (ProxyProcess proxy = ProxyProcess.start(CLUSTER, ActiveNodePolicy.STICKY, directory)) {
      await()
          .atMost(LONG)
          .until(() -> proxy.backends().stream().allMatch(ProxyProcess.BackendStatus::healthy));

      for (int node = 0; node < GaleraCluster.NODES; node++) {
        check(CLUSTER.agentPort(node));

        // What the compiler had meanwhile is given back within seconds.
        long agent = CLUSTER.agentPid(node);
        await()
            .atMost(LONG)
            .untilAsserted(
                () ->
                    assertThat(ownKib(agent))
                        .as("KiB of process %d", agent)
                        .isBetween(10_000L, LIMIT_KIB));
      }
    }
  }

  /** Each on a connection of its own, as load balancers do. */
  private static void check(int port) throws IOException {
    URL url = URI.create("http://127.0.0.1:" + port + "/").toURL();
    for (int i = 0; i < CHECKS; i++) {
      HttpURLConnection connection = (HttpURLConnection) url.openConnection();
      connection.setRequestProperty("Connection", "close");
      assertThat(connection.getResponseCode()).isEqualTo(200);
      connection.disconnect();
    }
  }

  private static long ownKib(long pid) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
            .filter(l -> l.startsWith("RssAnon:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }
}

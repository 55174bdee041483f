package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.bosh.Rendering.Inputs;
import dev.patchbay.demo.DemoCluster;
import dev.patchbay.testing.PatchbayProcess;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long the job's drain script has BOSH wait, with a real proxy. */
class DrainTest {
  private static final String DRAIN = "bin/drain";
  private static final String AGAIN = "-1\n";
  private static final String OVER = "0\n";

  @TempDir private Path root;
  private final Vertx vertx = Vertx.vertx();
  private Inputs inputs;
  private Deployment deployment;
  private PatchbayProcess proxy;

  @BeforeEach
  void startNode() throws Exception {
    inputs = Deployment.inputs(DemoCluster.start(vertx, 1).await(20, TimeUnit.SECONDS));
  }

  @AfterEach
  void stop() throws Exception {
    if (proxy != null) {
      proxy.close();
    }
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private void startProxy() throws Exception {
    deployment = Deployment.render(root, inputs);
    proxy = deployment.start();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> deployment.script("bin/dns/healthy").code() == 0);
  }

  private Socket session() throws IOException {
    Object config = ReleaseDir.yaml(deployment.file("config/proxy.yml"));
    int port = (int) ReleaseDir.map(ReleaseDir.map(config).get("Proxy")).get("Port");
    Socket session = new Socket(DemoCluster.HOST, port);
    assertThat(session.getInputStream().read()).isNotNegative();
    return session;
  }

  private String drain() throws Exception {
    Tool drain = deployment.script(DRAIN);
    assertThat(drain.code()).as(drain.err()).isZero();
    return drain.out();
  }

  /** What the script's own log says last of how long it took. */
  private int drainedSeconds() throws IOException {
    Matcher found =
        Pattern.compile("draining for (\\d+) of ")
            .matcher(Files.readString(root.resolve("sys/log/proxy/drain.log")));
    int seconds = -1;
    while (found.find()) {
      seconds = Integer.parseInt(found.group(1));
    }
    return seconds;
  }

  @Test
  void shutdownDelay_isWaitedWhole_thoughThereIsNoSession() throws Exception {
    inputs.with("shutdown_delay", 3);
    startProxy();

    String first = drain();

    assertThat(first).isEqualTo(AGAIN);
    await().atMost(Duration.ofSeconds(30)).until(() -> drain().equals(OVER));
    assertThat(drainedSeconds()).isGreaterThanOrEqualTo(3);
    proxy.terminate();
    assertThat(proxy.exitCode()).isZero();
  }

  @Test
  void trafficGoesOn_whileLoadBalancersAndDnsAreSentAway() throws Exception {
    startProxy();

    assertThat(drain()).isEqualTo(AGAIN);

    assertThat(deployment.script("bin/healthcheck").code()).isEqualTo(1);
    assertThat(deployment.script("bin/dns/healthy").code()).isEqualTo(2);
    session().close();
    assertThat(drain()).isEqualTo(AGAIN);
  }

  @Test
  void shutdownDelay_endsTheDrain_whateverSessionsAreLeft() throws Exception {
    inputs.with("shutdown_delay", 2);
    startProxy();
    try (Socket session = session()) {
      assertThat(drain()).isEqualTo(AGAIN);

      await().atMost(Duration.ofSeconds(30)).until(() -> drain().equals(OVER));

      assertThat(Files.readString(root.resolve("sys/log/proxy/drain.log")).lines())
          .last()
          .asString()
          .containsPattern("draining for [2-9] of 2 seconds, 2 at least, 1 sessions left");
    }
  }

  @Test
  void minimum_endsTheDrainOfAProxyWithoutSessions_butNotBefore() throws Exception {
    inputs.with("shutdown_delay", 900).with("shutdown_delay_minimum", 3);
    startProxy();

    String first = drain();

    assertThat(first).isEqualTo(AGAIN);
    await().atMost(Duration.ofSeconds(60)).until(() -> drain().equals(OVER));
    assertThat(drainedSeconds()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void minimum_waitsForTheLastSession() throws Exception {
    inputs.with("shutdown_delay", 900).with("shutdown_delay_minimum", 0);
    startProxy();
    try (Socket session = session()) {
      assertThat(drain()).isEqualTo(AGAIN);
      assertThat(drain()).isEqualTo(AGAIN);
    }

    await().atMost(Duration.ofSeconds(60)).until(() -> drain().equals(OVER));
  }

  @Test
  void drain_isOverAtOnce_whenTheProxyIsNotThere() throws Exception {
    deployment = Deployment.render(root, inputs);

    assertThat(drain()).isEqualTo(OVER);
  }

  @Test
  void proxyThatIsThereAndDoesNotAnswer_isGivenTheWholeDelay() throws Exception {
    inputs.with("shutdown_delay", 3);
    deployment = Deployment.render(root, inputs);
    Object config = ReleaseDir.yaml(deployment.file("config/proxy.yml"));
    int api = (int) ReleaseDir.map(ReleaseDir.map(config).get("API")).get("Port");
    try (ServerSocket busy = new ServerSocket(api, 50, InetAddress.getByName(DemoCluster.HOST))) {
      String first = drain();
      String second = drain();

      assertThat(first).isEqualTo(AGAIN);
      assertThat(second).isEqualTo(OVER);
      assertThat(Files.readString(root.resolve("sys/log/proxy/drain.log")))
          .contains("no answer (curl ended with 28)", "no answer for 3 seconds");
    }
    assertThat(drain()).isEqualTo(OVER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"46", "-1", "soon", "1.5"})
  void minimum_thatIsNoTimeWithinShutdownDelay_failsTheDeployment(String value) throws Exception {
    Rendering rendering = Rendering.of("proxy", inputs.with("shutdown_delay_minimum", value));

    assertThat(rendering.error(DRAIN)).contains("shutdown_delay_minimum", "(45)", value);
  }
}

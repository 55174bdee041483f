package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of sessions while the proxy itself stands still, or lacks something. */
class ProxyPauseTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Agents that are themselves late by so much on a busy machine prove nothing. */
  private static final long AGENTS_LATE_MILLIS = 300;

  private static final int TICK_MILLIS = 20;

  private Vertx vertx;
  private List<FakeNode> nodes;
  private List<FakeAgent> agents;
  private List<Integer> ports;
  private final AtomicLong lateNanos = new AtomicLong();
  private long tickNanos;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    nodes = List.of(new FakeNode(vertx, "mysql/0", 0), new FakeNode(vertx, "mysql/1", 1));
    agents = List.of(new FakeAgent(vertx, 0), new FakeAgent(vertx, 1));
    ports = TestPorts.find(4);
    vertx.runOnContext(v -> tick());
    for (FakeAgent agent : agents) {
      // The first answer of all takes an agent in this process seconds on a busy machine.
      URI uri = URI.create("http://127.0.0.1:" + agent.port() + "/");
      assertThat(uri.toURL().openStream().readAllBytes()).isNotEmpty();
    }
  }

  private void tick() {
    long now = System.nanoTime();
    if (tickNanos != 0) {
      lateNanos.accumulateAndGet(now - tickNanos, Math::max);
    }
    tickNanos = now;
    vertx.setTimer(TICK_MILLIS, t -> tick());
  }

  private boolean agentsWereLate() {
    return TimeUnit.NANOSECONDS.toMillis(lateNanos.getAndSet(0)) > AGENTS_LATE_MILLIS;
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({"2, 3", "6, 1", "12, 1"})
  void pausedProxy_blamesNoNode(int seconds, int times) throws Exception {
    agents.forEach(agent -> agent.delay(200));
    boolean proven = false;
    for (int attempt = 0; attempt < 3 && !proven; attempt++) {
      try (PatchbayProcess proxy = PatchbayProcess.start("-config", config(1000));
          Socket session = session(proxy)) {
        int before = proxy.lines("Healthcheck failed").size();
        agentsWereLate();
        for (int i = 0; i < times; i++) {
          // Anywhere within a check, or between two.
          TimeUnit.MILLISECONDS.sleep(new Random().nextInt(300));
          proxy.pause();
          TimeUnit.SECONDS.sleep(seconds);
          proxy.resume();
          checkedAgain();
        }

        boolean blamed = proxy.lines("Healthcheck failed").size() > before;
        if (blamed && agentsWereLate()) {
          continue;
        }
        assertThat(blamed).as(proxy.out()).isFalse();
        assertThat(echoes(session)).isTrue();
        proven = true;
      }
    }
    assumeThat(proven).as("a machine with time for the agents").isTrue();
  }

  @Test
  void agentThatHangsUpOnAPausedProxy_isAskedAnew() throws Exception {
    agents.forEach(agent -> agent.delay(300));
    try (PatchbayProcess proxy = PatchbayProcess.start("-config", config(1000));
        Socket session = session(proxy)) {
      for (int i = 0; i < 3; i++) {
        proxy.pause();
        agents.forEach(FakeAgent::closeConnections);
        TimeUnit.MILLISECONDS.sleep(1500);
        proxy.resume();
        checkedAgain();
      }

      assertThat(echoes(session)).isTrue();
      assertThat(proxy.lines("Healthcheck failed")).isEmpty();
    }
  }

  @Test
  void nodeThatFellIllDuringAPause_isLeftAfterIt() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.start("-config", config(1000));
        Socket session = session(proxy)) {
      proxy.pause();
      agents.get(0).hang();
      TimeUnit.SECONDS.sleep(2);

      proxy.resume();

      assertThat(session.getInputStream().read()).isEqualTo(-1);
      proxy.awaitLine("Severing");
      await().atMost(LIMIT).until(() -> greeting().equals("mysql/1"));
    }
  }

  @Test
  void proxyWhoseFileDescriptorsAreTaken_checksWithItsReserve(@TempDir Path directory)
      throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.startFromJar(directory, "-config", config(1000));
        Socket session = session(proxy)) {
      await().atMost(LIMIT).until(() -> proxy.lines("became healthy").size() == agents.size());
      proxy.refuseFilesButReserve();
      agents.forEach(FakeAgent::closeAfterEach);
      agents.forEach(FakeAgent::closeConnections);

      checkedAgain();
      agents.get(0).sick();

      assertThat(session.getInputStream().read()).isEqualTo(-1);
      assertThat(proxy.lines("became healthy")).hasSameSizeAs(agents);
      assertThat(proxy.lines("lacks what a health check needs")).isEmpty();
    }
  }

  @Test
  void proxyWithoutFileDescriptors_blamesNoNode(@TempDir Path directory) throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.startFromJar(directory, "-config", config(1000));
        Socket session = session(proxy)) {
      proxy.refuseFiles();
      agents.forEach(FakeAgent::closeConnections);

      String line = proxy.awaitLine("This proxy lacks what a health check needs");
      int before = agents.get(0).checks();
      TimeUnit.SECONDS.sleep(3);
      assertThat(line).contains("Too many open files").contains("limit of open files");
      assertThat(agents.get(0).checks()).isEqualTo(before);
      assertThat(echoes(session)).isTrue();
      assertThat(proxy.lines("Healthcheck failed")).as(proxy.out()).isEmpty();
      assertThat(proxy.lines("lacks what a health check needs")).hasSize(1);

      proxy.allowFiles(1000);

      checkedAgain();
      assertThat(greeting()).isEqualTo("mysql/0");
      assertThat(proxy.lines("Severing")).isEmpty();
    }
  }

  /** The machine has two cores as a rule, and a proxy has neighbours. */
  @Test
  void proxyThatStartsBesideBusyNeighbours_findsEveryNodeHealthy() throws Exception {
    List<Process> neighbours = new ArrayList<>();
    try {
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        neighbours.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
      }
      try (PatchbayProcess proxy = PatchbayProcess.start("-config", config(2000));
          Socket session = session(proxy)) {
        checkedAgain();

        assertThat(echoes(session)).isTrue();
        assertThat(proxy.lines("Healthcheck failed")).isEmpty();
      }
    } finally {
      neighbours.forEach(Process::destroyForcibly);
    }
  }

  /** Every agent has been asked often enough since now that a verdict has come of it. */
  private void checkedAgain() {
    List<Integer> before = agents.stream().map(FakeAgent::checks).toList();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                agents.get(0).checks() >= before.get(0) + 4
                    && agents.get(1).checks() >= before.get(1) + 4);
  }

  private Socket session(PatchbayProcess proxy) throws IOException {
    await().atMost(LIMIT).until(() -> !proxy.lines("New active backend").isEmpty());
    Socket socket = connect();
    assertThat(socket.getInputStream().readNBytes(8)).isEqualTo("mysql/0\n".getBytes());
    return socket;
  }

  private static boolean echoes(Socket session) throws IOException {
    session.getOutputStream().write('x');
    return session.getInputStream().read() == 'x';
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", ports.get(0));
    socket.setSoTimeout((int) LIMIT.toMillis());
    return socket;
  }

  /** The name of the node that answers; empty if the session is closed at once. */
  private String greeting() throws IOException {
    try (Socket socket = connect()) {
      return new String(socket.getInputStream().readNBytes(8)).strip();
    } catch (java.net.SocketException e) {
      return "";
    }
  }

  private String config(int timeoutMillis) {
    StringBuilder backends = new StringBuilder();
    for (int i = 0; i < nodes.size(); i++) {
      backends.append(
          """
              - Name: mysql/%d
                Host: 127.0.0.1
                Port: %d
                StatusPort: %d
                StatusEndpoint: status
          """
              .formatted(i, nodes.get(i).node().port(), agents.get(i).port()));
    }
    return """
        BindAddress: 127.0.0.1
        HealthPort: %d
        API:
          Port: %d
          AggregatorPort: %d
          Username: proxy
          Password: secret
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: %d
          Backends:
        %s"""
        .formatted(ports.get(3), ports.get(1), ports.get(2), ports.get(0), timeoutMillis, backends);
  }
}

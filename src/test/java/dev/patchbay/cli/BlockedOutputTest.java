package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.FullPipe;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.topology.Node;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program whose standard output and error are one pipe that is full and that nobody reads, as
 * with a log shipper that hangs: it must start, serve and end all the same.
 */
class BlockedOutputTest {
  @TempDir private Path directory;

  private Vertx vertx;
  private FakeNode node;
  private FakeAgent agent;
  private FullPipe pipe;
  private List<Integer> ports;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    node = new FakeNode(vertx, "mysql/0", 0);
    agent = new FakeAgent(vertx, 0);
    pipe = FullPipe.in(directory);
    ports = TestPorts.find(4);
  }

  @AfterEach
  void stop() throws Exception {
    pipe.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void proxy_servesAndEndsWithZeroAfterItsDelay() throws Exception {
    try (PatchbayProcess proxy =
        PatchbayProcess.startWithOutput(pipe.path(), "-config", config(2))) {
      await().ignoreExceptions().atMost(Duration.ofSeconds(30)).until(this::serves);
      try (Socket session = connect()) {
        assertThat(session.getInputStream().readNBytes(8)).isEqualTo("mysql/0\n".getBytes());

        proxy.terminate();

        await().until(() -> !accepts(ports.get(3)));
        assertThat(serves()).isTrue();
        assertThat(session.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(proxy.exitCode()).isZero();
    }
  }

  @Test
  void secondSignal_endsTheProxyAtOnce() throws Exception {
    try (PatchbayProcess proxy =
        PatchbayProcess.startWithOutput(pipe.path(), "-config", config(600))) {
      await().ignoreExceptions().atMost(Duration.ofSeconds(30)).until(this::serves);
      proxy.terminate();
      await().until(() -> !accepts(ports.get(3)));

      proxy.terminate();

      assertThat(proxy.exitCode()).isEqualTo(128 + 15);
    }
  }

  @Test
  void readerThatGoesAway_changesNothing() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.start("-config", config(0))) {
      proxy.awaitLine("New active backend");
      proxy.stopReading();
      assertThat(serves()).isTrue();

      proxy.terminate();

      assertThat(proxy.exitCode()).isZero();
    }
  }

  @Test
  void proxyThatCannotStart_endsWithOne() throws Exception {
    try (ServerSocket taken =
            new ServerSocket(ports.get(1), 1, InetAddress.getByName("127.0.0.1"));
        PatchbayProcess proxy =
            PatchbayProcess.startWithOutput(pipe.path(), "-config", config(0))) {
      assertThat(taken.isBound()).isTrue();
      assertThat(proxy.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void invalidConfiguration_endsWithOne() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.startWithOutput(pipe.path(), "-config", "x: 1")) {
      assertThat(proxy.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void agent_endsWithZero() throws Exception {
    int port = ports.get(0);
    try (PatchbayProcess process =
        PatchbayProcess.startWithOutput(
            pipe.path(), "agent", "--bind=127.0.0.1", "--port=" + port, "--mysql-port=1")) {
      await().atMost(Duration.ofSeconds(30)).until(() -> accepts(port));

      process.terminate();

      assertThat(process.exitCode()).isZero();
    }
  }

  @Test
  void agentThatCannotStart_endsWithOne() throws Exception {
    try (ServerSocket taken =
            new ServerSocket(ports.get(1), 1, InetAddress.getByName("127.0.0.1"));
        PatchbayProcess process =
            PatchbayProcess.startWithOutput(
                pipe.path(), "agent", "--bind=127.0.0.1", "--port=" + taken.getLocalPort())) {
      assertThat(process.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void demo_endsWithZero() throws Exception {
    try (PatchbayProcess demo = PatchbayProcess.startWithOutput(pipe.path(), "demo")) {
      // Three nodes, three agents, and four ports of the proxy.
      await()
          .ignoreExceptions()
          .atMost(Duration.ofSeconds(30))
          .until(() -> listening(demo.pid()) >= 10);

      demo.terminate();

      assertThat(demo.exitCode()).isZero();
    }
  }

  /** How many ports this process listens at. */
  private static long listening(long pid) throws IOException {
    Set<String> own = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files) {
        own.add(Files.readSymbolicLink(file).toString());
      }
    }
    return Stream.of("tcp", "tcp6")
        .flatMap(table -> lines(Path.of("/proc/net", table)))
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words[3].equals("0A") && own.contains("socket:[" + words[9] + "]"))
        .count();
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private boolean serves() throws IOException {
    try (Socket socket = connect()) {
      return new String(socket.getInputStream().readNBytes(8)).equals("mysql/0\n");
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", ports.get(0));
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private String config(int delaySeconds) {
    Node backend = node.node();
    return """
        BindAddress: 127.0.0.1
        HealthPort: %d
        API: {Port: %d, AggregatorPort: %d, Username: proxy, Password: secret}
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 1000
          ShutdownDelaySeconds: %d
          Backends:
          - {Name: mysql/0, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: status}
        """
        .formatted(
            ports.get(3),
            ports.get(1),
            ports.get(2),
            ports.get(0),
            delaySeconds,
            backend.port(),
            agent.port());
  }
}

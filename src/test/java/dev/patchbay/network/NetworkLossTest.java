package dev.patchbay.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.PatchbayProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sessions through networks that lose packets, with the kernel's own timers. All cases run at the
 * same time and take as long as the longest, a minute and a half; each test waits for its own.
 */
@Tag("network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkLossTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final List<AutoCloseable> running = new ArrayList<>();
  private PatchbayProcess impatient;
  private PatchbayProcess far;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    TestNetwork network = TestNetwork.open();
    running.add(network);
    Process farSide = java(network.atFar(), FarSide.class.getName(), network.router()).start();
    far = PatchbayProcess.of(farSide);
    running.add(0, far);
    far.awaitLine(FarSide.LISTENING);
    proxy(network, directory, NetworkCase.DEFAULT_PORT, "");
    impatient =
        proxy(
            network, directory, NetworkCase.IMPATIENT_PORT, limits(NetworkCase.IMPATIENCE_SECONDS));
    PatchbayProcess paused =
        proxy(
            network,
            directory,
            NetworkCase.PAUSED_PORT,
            limits(NetworkCase.PAUSED_IMPATIENCE_SECONDS));
    try (OutputStream in = farSide.getOutputStream()) {
      in.write((paused.pid() + "\n").getBytes());
    }
  }

  private static String limits(int seconds) {
    return "ClientStallSeconds: %1$d, NodeStallSeconds: %1$d, ".formatted(seconds);
  }

  private PatchbayProcess proxy(TestNetwork network, Path directory, int port, String limits)
      throws IOException {
    Path config = directory.resolve(port + ".yml");
    Files.writeString(
        config,
        """
        HealthPort: %1$d1
        API: {Port: %1$d2, AggregatorPort: %1$d3, Username: u, Password: p}
        Proxy: {Port: %1$d, HealthcheckTimeoutMillis: 10000, %2$sBackends: [
          {Name: a, Host: %3$s, Port: %4$d, StatusPort: %5$d, StatusEndpoint: /}]}
        """
            .formatted(
                port, limits, TestNetwork.FAR_ADDRESS, FarSide.NODE_PORT, FarSide.AGENT_PORT));
    PatchbayProcess proxy =
        PatchbayProcess.of(
            java(network.atProxy(), "dev.patchbay.cli.Main", "-configPath=" + config).start());
    running.add(0, proxy);
    proxy.awaitLine("Proxy started");
    proxy.awaitLine("New active backend");
    return proxy;
  }

  static ProcessBuilder java(List<String> before, String main, String argument) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(before);
    command.addAll(List.of(java.toString(), "-cp", System.getProperty("java.class.path")));
    Stream.of(main, argument).forEach(command::add);
    return new ProcessBuilder(command);
  }

  /** Prints what was seen, for whoever wants to know the times. */
  @AfterAll
  void stop() throws Exception {
    far.lines(FarSide.RESULT).forEach(System.out::println);
    for (AutoCloseable part : running) {
      part.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void session(NetworkCase played) {
    String line = FarSide.RESULT + played + " ";

    await().atMost(LIMIT).until(() -> !far.lines(line).isEmpty() || !far.isAlive());

    assertThat(far.lines(line)).as(far.out() + far.err()).hasSize(1);
    assertThat(far.lines(line).get(0)).contains(FarSide.PASSED);
  }

  @Test
  void stalledSides_areLoggedWithTheirReason() {
    assertThat(impatient.awaitLine("its client took no data")).contains("client stalled");
    assertThat(impatient.awaitLine("its node took no data")).contains("node stalled");
  }
}

package dev.patchbay.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.PatchbayProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a real server counts of the proxy's address while something connects to the proxy and
 * leaves. Only an address that is not loopback is counted at all.
 */
@Tag("network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostBlockedTest {
  /** The default of max_connect_errors. */
  private static final int MOST_ERRORS = 100;

  private static final int PROBES = 1000;
  private static final int PORT = 3310;
  private static final int PORT_WITHOUT = 3320;

  private final List<AutoCloseable> running = new ArrayList<>();
  private TestNetwork network;
  private FarMariaDb server;
  private PatchbayProcess far;
  private OutputStream toFar;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    network = TestNetwork.open();
    running.add(network);
    server = new FarMariaDb(network);
    running.add(0, server);
    server.ask("CREATE USER app@'%' IDENTIFIED BY 'secret'");
    Process farSide =
        NetworkLossTest.java(network.atFar(), ProbingSide.class.getName(), "").start();
    toFar = farSide.getOutputStream();
    far = PatchbayProcess.of(farSide);
    running.add(0, far);
    far.awaitLine(ProbingSide.READY);
    proxy(directory, PORT, true);
    proxy(directory, PORT_WITHOUT, false);
  }

  private void proxy(Path directory, int port, boolean loginForProbes) throws IOException {
    Path config = directory.resolve(port + ".yml");
    Files.writeString(
        config,
        """
        HealthPort: %1$d1
        API: {Port: %1$d2, AggregatorPort: %1$d3, Username: u, Password: p}
        Proxy: {Port: %1$d, HealthcheckTimeoutMillis: 10000, LoginForProbes: %2$s, Backends: [
          {Name: a, Host: %3$s, Port: %4$d, StatusPort: %5$d, StatusEndpoint: /}]}
        """
            .formatted(
                port,
                loginForProbes,
                TestNetwork.FAR_ADDRESS,
                FarSide.NODE_PORT,
                FarSide.AGENT_PORT));
    PatchbayProcess proxy =
        PatchbayProcess.of(
            NetworkLossTest.java(
                    network.atProxy(), "dev.patchbay.cli.Main", "-configPath=" + config)
                .start());
    running.add(0, proxy);
    proxy.awaitLine("New active backend");
  }

  @BeforeEach
  void forget() throws Exception {
    server.ask("FLUSH HOSTS");
  }

  /** Prints what was seen, for whoever wants to know the figures. */
  @AfterAll
  void stop() throws Exception {
    if (far != null) {
      far.lines(ProbingSide.DONE).forEach(System.out::println);
    }
    for (AutoCloseable part : running) {
      part.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void probes_areNoErrorsOfTheProxysAddress(ProbingSide.Probe probe) throws Exception {
    run(probe, PORT, PROBES);

    server.awaitQuiet();
    tell(probe + " with LoginForProbes");
    assertThat(server.ofProxy("COUNT_AUTHENTICATION_ERRORS")).isGreaterThan(PROBES / 2);
    assertThat(server.ofProxy("SUM_CONNECT_ERRORS")).isLessThan(MOST_ERRORS / 4);
    assertThat(logIn(PORT)).contains("let in");
  }

  /** A server lets one of its accounts say by which method somebody unknown is denied. */
  @Test
  void probesAtAServerWithOtherMethods_areNoErrorsEither() throws Exception {
    server.ask("INSTALL SONAME 'auth_ed25519'");
    for (int i = 0; i < 50; i++) {
      server.ask("CREATE USER e%d@'%%' IDENTIFIED VIA ed25519 USING PASSWORD('x')".formatted(i));
    }
    run(ProbingSide.Probe.END_AT_ONCE, PORT, MOST_ERRORS * 2);

    server.awaitQuiet();
    tell("at a server with ed25519");
    assertThat(server.ofProxy("SUM_CONNECT_ERRORS")).isLessThan(MOST_ERRORS / 4);
    assertThat(logIn(PORT)).contains("let in");
  }

  /** Else the tests above would show nothing. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PINGDB")
  void withoutTheKey_theServerBlocksTheProxy(ProbingSide.Probe probe) throws Exception {
    run(probe, PORT_WITHOUT, MOST_ERRORS * 2);

    server.awaitQuiet();
    tell(probe + " without");
    assertThat(logIn(PORT_WITHOUT)).contains("1129", "is blocked");
  }

  private void run(ProbingSide.Probe probe, int port, int count) throws Exception {
    String line = probe + " " + port + " " + count;
    int before = far.lines(ProbingSide.DONE + line).size();
    toFar.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    toFar.flush();
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> far.lines(ProbingSide.DONE + line).size() > before || !far.isAlive());
  }

  private void tell(String what) throws Exception {
    System.out.printf(
        "%s: SUM_CONNECT_ERRORS %d, COUNT_HANDSHAKE_ERRORS %d, COUNT_AUTHENTICATION_ERRORS %d%n",
        what,
        server.ofProxy("SUM_CONNECT_ERRORS"),
        server.ofProxy("COUNT_HANDSHAKE_ERRORS"),
        server.ofProxy("COUNT_AUTHENTICATION_ERRORS"));
  }

  /** What a real client says. */
  private String logIn(int port) throws Exception {
    return TestNetwork.run(
        String.join(" ", network.atFar())
            + " mariadb --no-defaults -h %s -P %d -uapp -psecret -N -e \"SELECT 'let in'\" || true"
                .formatted(TestNetwork.PROXY_ADDRESS, port));
  }
}

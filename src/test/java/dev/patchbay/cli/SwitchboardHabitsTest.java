package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.agent.FakePeer;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts around Switchboard may be used to: its flags and its signals. */
class SwitchboardHabitsTest {
  private String config;

  @BeforeEach
  void configure() throws Exception {
    List<Integer> ports = TestPorts.find(5);
    config =
        """
        BindAddress: 127.0.0.1
        HealthPort: %d
        API: {Port: %d, AggregatorPort: %d, Username: proxy, Password: secret}
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 1000
          Backends:
          - {Name: mysql/0, Host: 127.0.0.1, Port: %d, StatusPort: 1, StatusEndpoint: status}
        """
            .formatted(ports.toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-help", "--help", "-h"})
  void help_isAnsweredWithTheUsage_andZero(String flag) throws Exception {
    try (PatchbayProcess process = PatchbayProcess.start(flag)) {
      assertThat(process.exitCode()).as(process.err()).isZero();
      assertThat(process.out()).contains("-configPath=FILE", "check-config");
      assertThat(process.err()).isEmpty();
    }
  }

  @Test
  void words_behindTheFlags_areIgnored_withWhatFollowsThem() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.start("-config", config, "start", "-x", "now")) {
      proxy.awaitLine("Proxy started");
      assertThat(proxy.err()).isEqualTo("patchbay: ignored: start -x now");

      proxy.terminate();

      assertThat(proxy.exitCode()).isZero();
    }
  }

  @Test
  void word_inPlaceOfACommand_startsNoProxy() throws Exception {
    try (PatchbayProcess process = PatchbayProcess.start("chekc-config", "-config", config)) {
      assertThat(process.exitCode()).isEqualTo(2);
      assertThat(process.err()).contains("There is no command chekc-config", "--help");
      assertThat(process.out()).isEmpty();
    }
  }

  @Test
  void user1_doesNothing() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.start("-config", config)) {
      proxy.awaitLine("Proxy started");

      signal(proxy, "-USR1");
      signal(proxy, "-USR1");

      proxy.terminate();
      assertThat(proxy.exitCode()).isZero();
    }
  }

  @Test
  void user1_doesNothingToTheAgentEither() throws Exception {
    int port = TestPorts.find(1).get(0);
    try (PatchbayProcess agent =
        PatchbayProcess.start("agent", "--bind=127.0.0.1", "--port=" + port, "--mysql-port=1")) {
      agent.awaitLine("istening");

      signal(agent, "-USR1");

      agent.terminate();
      assertThat(agent.exitCode()).isZero();
    }
  }

  @Test
  void term_whileTheAgentStarts_isNoFaultOfItsPort() throws Exception {
    int port = TestPorts.find(1).get(0);
    try (FakePeer database = FakePeer.silent();
        PatchbayProcess agent =
            PatchbayProcess.start(
                "agent",
                "--bind=127.0.0.1",
                "--port=" + port,
                "--timeout-millis=20000",
                "--mysql-port=" + database.port())) {
      await().atMost(Duration.ofSeconds(60)).until(() -> database.accepted() == 1);

      agent.terminate();

      assertThat(agent.exitCode()).isZero();
      assertThat(agent.err()).doesNotContain("cannot listen");
    }
  }

  /** The JVM writes what its threads do. */
  @Test
  void quit_doesNotKeepTheProxyFromEnding() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.start("-config", config)) {
      proxy.awaitLine("Proxy started");

      signal(proxy, "-QUIT");
      proxy.terminate();
      signal(proxy, "-QUIT");

      assertThat(proxy.exitCode()).isZero();
    }
  }

  private static void signal(PatchbayProcess proxy, String signal) throws Exception {
    Process kill = new ProcessBuilder("kill", signal, "" + proxy.pid()).inheritIO().start();
    await().atMost(Duration.ofSeconds(30)).until(() -> kill.waitFor(1, TimeUnit.SECONDS));
  }
}

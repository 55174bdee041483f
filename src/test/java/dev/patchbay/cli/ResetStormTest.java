package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.ResetStorm;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A descriptor's number is given anew as soon as it is closed; what the system still has to say of
 * its former owner must not reach the new one. In 10 s some 20,000 connections are reset here;
 * where one socket is taken for another, one of some 1,200 innocent clients loses its connection.
 */
class ResetStormTest {
  private static final Duration TIME = Duration.ofSeconds(10);

  private Vertx vertx;
  private PatchbayProcess proxy;
  private ResetStorm storm;
  private int port;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    List<Integer> ports = TestPorts.find(5);
    port = ports.get(0);
    storm = new ResetStorm(ports.get(4));
    String config =
        """
        BindAddress: 127.0.0.1
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 20000
          Backends:
            - {Name: n, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: /}
        API: {Port: %d, AggregatorPort: %d, Username: u, Password: p}
        HealthPort: %d
        """
            .formatted(
                port,
                ports.get(4),
                new FakeAgent(vertx, 0).port(),
                ports.get(1),
                ports.get(2),
                ports.get(3));
    proxy = PatchbayProcess.start("-config", config);
    proxy.awaitLine("New active backend");
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    storm.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest(name = "{0} bulk readers")
  @ValueSource(ints = {0, 4})
  void innocentClients_areNotClosedForOthers(int bulkReaders) throws Exception {
    ResetStorm.Outcome outcome = storm.rage(port, TIME, bulkReaders);

    assertThat(outcome.answered()).isPositive();
    assertThat(outcome.closed()).as("closed, of %s", outcome).isZero();
    assertThat(outcome.unanswered()).isZero();
  }
}

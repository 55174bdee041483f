package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.admin.Reloading;
import dev.patchbay.config.ConfigException;
import dev.patchbay.config.ConfigLoader;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.testing.AnyCertificate;
import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.FakePeer;
import dev.patchbay.testing.OpenSsl;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.testing.TlsOffer;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole proxy, each of its TLS listeners asked by OpenSSL what it takes. */
class TlsOfferTest {
  private final TestCertificates authority = TestCertificates.authority();
  private final Vertx vertx = Vertx.vertx();

  @TempDir private Path directory;
  private Optional<Patchbay> proxy = Optional.empty();
  private Map<String, Integer> listeners;
  private String config;

  @BeforeEach
  void configure() throws Exception {
    FakeNode node = new FakeNode(vertx, "mysql/0", 0);
    FakeAgent agent = new FakeAgent(vertx, 0);
    List<Integer> ports = TestPorts.find(5);
    listeners = new LinkedHashMap<>();
    listeners.put("API.Port", ports.get(0));
    listeners.put("API.AggregatorPort", ports.get(1));
    listeners.put("HealthPort", ports.get(2));
    listeners.put("Metrics.Port", ports.get(3));
    config =
        """
        BindAddress: 127.0.0.1
        HealthPort: %d
        Metrics: {Enabled: true, Port: %d}
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 5000
          Backends:
            - {Name: mysql/0, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: status}
        API:
          Port: %d
          AggregatorPort: %d
          Username: proxy
          Password: secret
          TLS: {Enabled: true, Certificate: %8$s/tls.crt, PrivateKey: %8$s/tls.key}
        """
            .replace("%8$s", directory.toString())
            .formatted(
                ports.get(2),
                ports.get(3),
                ports.get(4),
                node.node().port(),
                agent.port(),
                ports.get(0),
                ports.get(1));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.ifPresent(Patchbay::close);
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void eachListener_takesEcdheWithGcmOrChacha20_andTls13_andNothingElse() throws Exception {
    start(authority.rsaServer("localhost"));

    for (Map.Entry<String, Integer> listener : listeners.entrySet()) {
      TlsOffer.check(listener.getKey(), listener.getValue(), "RSA");
    }
  }

  @Test
  void theWeak_isRefusedOneByOne() throws Exception {
    start(authority.rsaServer("localhost"));
    int api = listeners.get("API.Port");

    for (String weak :
        List.of(
            "AES128-SHA",
            "AES256-SHA256",
            "AES128-GCM-SHA256",
            "DHE-RSA-AES128-SHA",
            "DHE-RSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES128-SHA",
            "ECDHE-RSA-AES256-SHA384")) {
      assertThat(OpenSsl.tls12(api, weak)).as(weak).isEmpty();
    }
  }

  /** A certificate that was renewed in place, and has a key of another kind now. */
  @Test
  void afterAReload_theOfferIsTheSame() throws Exception {
    start(authority.rsaServer("localhost"));

    certificate(authority.server("localhost"));
    Reloading.Outcome outcome =
        proxy.orElseThrow().reload().toCompletableFuture().get(60, TimeUnit.SECONDS);

    assertThat(outcome).isInstanceOf(Reloading.Applied.class);
    for (Map.Entry<String, Integer> listener : listeners.entrySet()) {
      TlsOffer.check(listener.getKey(), listener.getValue(), "ECDSA");
    }
  }

  /**
   * The client of these tests would find more, were it there. Newer JDKs have no plain RSA left.
   */
  @Test
  void anotherServer_isSeenToTakeMore() throws Exception {
    FakePeer other = new FakePeer(vertx, Optional.of(authority.rsaServer("localhost")));
    int port = Integer.parseInt(other.uri().replaceAll(".*:", ""));

    assertThat(OpenSsl.suitesOfTls12(port))
        .contains("DHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-SHA");
  }

  private void start(TestCertificates.Server certificate) throws Exception {
    certificate(certificate);
    proxy = Optional.of(Patchbay.start(read(), this::read));
    // The health port opens as the last.
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> AnyCertificate.shownAt(listeners.get("HealthPort")) != null);
  }

  private void certificate(TestCertificates.Server certificate) throws Exception {
    Files.writeString(directory.resolve("tls.crt"), certificate.certificatePem());
    Files.writeString(directory.resolve("tls.key"), certificate.keyPem());
  }

  private LoadedConfig read() throws ConfigException {
    return ConfigLoader.load(config, "test");
  }
}

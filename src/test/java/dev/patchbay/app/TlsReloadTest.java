package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.admin.Reloading;
import dev.patchbay.config.ConfigException;
import dev.patchbay.config.ConfigLoader;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.testing.AnyCertificate;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.FakePeer;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are renewed in their files; not a letter of the configuration changes. */
class TlsReloadTest {
  private static final Duration SOME_ROUNDS = Duration.ofSeconds(60);

  private final TestCertificates first = TestCertificates.authority();
  private final TestCertificates second = TestCertificates.authority();
  private final HttpClient http =
      HttpClient.newBuilder().sslContext(AnyCertificate.context()).build();

  @TempDir private Path directory;
  private Vertx vertx;
  private List<Integer> ports;
  private FakePeer peer;
  private HttpServer agent;
  private String config;
  private Patchbay proxy;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    FakeNode node = new FakeNode(vertx, "mysql/0", 0);
    // Who is asked shows certificates of the second authority.
    peer = new FakePeer(vertx, Optional.of(second.server("localhost")));
    agent = agent(second.server("agent"));
    ports = TestPorts.find(4);
    ownCertificate(first);
    Files.writeString(directory.resolve("ca.crt"), first.caPem());
    config =
        """
        BindAddress: 127.0.0.1
        HealthPort: %d
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 5000
          HealthcheckIntervalMillis: 100
          Backends:
            - {Name: mysql/0, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: status}
        API:
          Port: %d
          AggregatorPort: %d
          Username: proxy
          Password: secret
          ProxyURIs: ["%s"]
          TLS: {Enabled: true, Certificate: %4$s/tls.crt, PrivateKey: %4$s/tls.key}
        GaleraAgentTLS: {Enabled: true, ServerName: agent, CA: %4$s/ca.crt}
        """
            .replace("%4$s", directory.toString())
            .formatted(
                ports.get(0),
                ports.get(1),
                node.node().port(),
                agent.actualPort(),
                ports.get(2),
                ports.get(3),
                peer.uri("localhost"));
    proxy = Patchbay.start(read(), this::read);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    vertx.close().await(5, TimeUnit.SECONDS);
  }

  @Test
  void newCertificateOfTheApi_isShownToThoseWhoConnectFromNowOn() throws Exception {
    // The health port opens as the last.
    await().ignoreExceptions().until(() -> AnyCertificate.shownAt(ports.get(0)) != null);
    Certificate before = AnyCertificate.shownAt(ports.get(2));

    final Certificate renewed = ownCertificate(first);
    assertThat(reload()).containsOnly("API.TLS.Certificate changed", "API.TLS.PrivateKey changed");

    // The API, the springboard, the health port.
    assertThat(AnyCertificate.shownAt(ports.get(2))).isEqualTo(renewed).isNotEqualTo(before);
    assertThat(AnyCertificate.shownAt(ports.get(3))).isEqualTo(renewed);
    assertThat(AnyCertificate.shownAt(ports.get(0))).isEqualTo(renewed);
    assertThat(reload()).isEmpty();
  }

  @Test
  void certificateWithoutItsKey_isRefused_andTheFormerIsShownOn() throws Exception {
    final Certificate before = AnyCertificate.shownAt(ports.get(2));
    Files.writeString(directory.resolve("tls.crt"), first.server("localhost").certificatePem());

    Reloading.Outcome outcome = proxy.reload().toCompletableFuture().get(20, TimeUnit.SECONDS);

    assertThat(outcome).isInstanceOf(Reloading.Invalid.class);
    assertThat(AnyCertificate.shownAt(ports.get(2))).isEqualTo(before);
  }

  /** It reads as a key, in the form that openssl writes. */
  @Test
  void keyThatCannotBeLoaded_isRefusedBeforeAnythingIsChanged() throws Exception {
    final Certificate before = AnyCertificate.shownAt(ports.get(2));
    Files.writeString(
        directory.resolve("tls.key"),
        "-----BEGIN EC PRIVATE KEY-----\nMAAA\n-----END EC PRIVATE KEY-----\n");

    Reloading.Outcome outcome = proxy.reload().toCompletableFuture().get(20, TimeUnit.SECONDS);

    assertThat(outcome).isInstanceOf(Reloading.Invalid.class);
    assertThat(((Reloading.Invalid) outcome).faults())
        .singleElement()
        .asString()
        .startsWith("API.TLS.PrivateKey: broken, or not the key of the first certificate");
    assertThat(AnyCertificate.shownAt(ports.get(2))).isEqualTo(before);
  }

  @Test
  void newAuthorityOfTheAgents_isTrustedAtOnce() throws Exception {
    await().atMost(SOME_ROUNDS).until(() -> node().getString("status").equals("unhealthy"));

    Files.writeString(directory.resolve("ca.crt"), second.caPem());
    assertThat(reload()).containsExactly("GaleraAgentTLS.CA changed");
    await().atMost(SOME_ROUNDS).until(() -> node().getString("status").equals("healthy"));

    Files.writeString(directory.resolve("ca.crt"), first.caPem());
    reload();
    await().atMost(SOME_ROUNDS).until(() -> node().getString("status").equals("unhealthy"));
  }

  @Test
  void otherProxies_areTrustedByTheNewCertificate() throws Exception {
    await().atMost(SOME_ROUNDS).until(() -> other().encode().contains("not verified"));
    assertThat(peer.asked).isEmpty();

    ownCertificate(second);
    reload();

    await().atMost(SOME_ROUNDS).until(() -> !peer.asked.isEmpty());
    await().atMost(SOME_ROUNDS).until(() -> other().encode().contains("db/0"));
  }

  /** Writes a new certificate with its chain and its key, and returns it. */
  private Certificate ownCertificate(TestCertificates authority) throws Exception {
    TestCertificates.Server issued = authority.server("localhost");
    Files.writeString(directory.resolve("tls.crt"), issued.certificatePem() + authority.caPem());
    Files.writeString(directory.resolve("tls.key"), issued.keyPem());
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(issued.certificatePem().getBytes()));
  }

  private HttpServer agent(TestCertificates.Server certificate) throws Exception {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(certificate.certificatePem()))
                    .addKeyValue(Buffer.buffer(certificate.keyPem())));
    return vertx
        .createHttpServer(options)
        .exceptionHandler(e -> {})
        .requestHandler(r -> r.response().end("{\"wsrep_local_index\":0,\"healthy\":true}"))
        .listen(0, "127.0.0.1")
        .await(5, TimeUnit.SECONDS);
  }

  private LoadedConfig read() throws ConfigException {
    return ConfigLoader.load(config, "test");
  }

  private List<String> reload() throws Exception {
    return ((Reloading.Applied) proxy.reload().toCompletableFuture().get(20, TimeUnit.SECONDS))
        .changes();
  }

  private JsonObject node() throws Exception {
    return new JsonObject(get("/v0/nodes")).getJsonArray("nodes").getJsonObject(0);
  }

  private JsonArray other() throws Exception {
    return new JsonObject(get("/v0/nodes")).getJsonArray("peers");
  }

  private String get(String path) throws Exception {
    String login = Base64.getEncoder().encodeToString("proxy:secret".getBytes());
    return http.send(
            HttpRequest.newBuilder(URI.create("https://localhost:" + ports.get(2) + path))
                .header("Authorization", "Basic " + login)
                .build(),
            BodyHandlers.ofString())
        .body();
  }
}

package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.agent.AgentConfig.PemFiles;
import dev.patchbay.testing.TlsOffer;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTlsTest {

  private static final char[] STORE_PASSWORD = "changeit".toCharArray();

  @TempDir private static Path dir;
  private final Vertx vertx = Vertx.vertx();
  private static KeyStore store;

  @BeforeAll
  static void makeCertificate() throws Exception {
    store = selfSigned(dir.resolve("store.p12"));
    Files.writeString(
        dir.resolve("cert.pem"), pem("CERTIFICATE", store.getCertificate("a").getEncoded()));
    Files.writeString(
        dir.resolve("key.pem"), pem("PRIVATE KEY", store.getKey("a", STORE_PASSWORD).getEncoded()));
  }

  @AfterEach
  void closeVertx() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  /** The same as the proxy's listeners. */
  @Test
  void withCertificate_takesEcdheWithGcmOrChacha20_andTls13_andNothingElse() throws Exception {
    AgentServer server = agent(dir.resolve("key.pem"));
    server.start().await();

    TlsOffer.check("the agent", server.port(), "ECDSA");
  }

  @Test
  void withCertificate_answersOverHttps() throws Exception {
    AgentServer server = agent(dir.resolve("key.pem"));
    server.start().await();

    HttpResponse<String> answer = get("https://localhost:" + server.port() + "/api/v1/status");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"healthy\":false");
    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void withCertificate_tellsPlainHttpNothing_butThatItIsABadRequest() throws Exception {
    AgentServer server = agent(dir.resolve("key.pem"));
    server.start().await();

    HttpResponse<String> answer = get("http://localhost:" + server.port() + "/api/v1/status");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("healthy");
  }

  @Test
  void start_keyIsNoKey_fails() throws Exception {
    Path broken = Files.writeString(dir.resolve("broken.pem"), "nothing of use\n");

    assertThatThrownBy(() -> agent(broken).start().await()).isInstanceOf(Exception.class);
  }

  private AgentServer agent(Path key) {
    return new AgentServer(
        vertx,
        new AgentConfig(
            "127.0.0.1",
            0,
            new DatabaseLogin("127.0.0.1", FreePort.take(), "u", "p"),
            Duration.ofSeconds(1),
            HealthRules.STRICT,
            Optional.of(new PemFiles(dir.resolve("cert.pem"), key)),
            AgentConfig.Signs.NONE));
  }

  private HttpResponse<String> get(String url) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", store.getCertificate("a"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder()
        .sslContext(context)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build(),
            BodyHandlers.ofString());
  }

  private static KeyStore selfSigned(Path file) throws Exception {
    int code =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(STORE_PASSWORD))
            .inheritIO()
            .start()
            .waitFor();
    assertThat(code).isZero();
    return KeyStore.getInstance(file.toFile(), STORE_PASSWORD);
  }

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind);
  }
}

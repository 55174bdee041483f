package dev.patchbay.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over https: whose certificates count, and that nobody else is told the password. */
class TlsTest {
  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final TestCertificates authority = TestCertificates.authority();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private Path ca;

  @BeforeEach
  void writeAuthority() throws Exception {
    ca = Files.writeString(directory.resolve("ca.pem"), authority.caPem());
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private int serve(TestCertificates.Server certificate) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .addCertValue(Buffer.buffer(certificate.certificatePem()))
                            .addKeyValue(Buffer.buffer(certificate.keyPem()))))
            .requestHandler(
                request -> {
                  told.add(request.getHeader("Authorization"));
                  request
                      .response()
                      .putHeader("Content-Type", "application/json")
                      .end("{\"active\":{\"node\":\"a\"},\"nodes\":[]}");
                })
            .listen(0, "127.0.0.1")
            .await(30, TimeUnit.SECONDS);
    return server.actualPort();
  }

  private static Ctl run(String host, int port, String... more) {
    return Ctl.knowing("https://" + host + ":" + port, "op", "secret").run(more);
  }

  @Test
  void certificateOfTheGivenAuthority_isTrusted() throws Exception {
    int port = serve(authority.server("localhost"));

    Ctl ran = run("localhost", port, "nodes", "--ca", ca.toString());

    assertThat(ran.code()).as(ran.all()).isZero();
    assertThat(told).hasSize(1);
  }

  @Test
  void certificateOfAnotherAuthority_orForAnotherName_isNotTrusted() throws Exception {
    int port = serve(authority.server("proxy.example.com"));

    Ctl system = run("localhost", port, "nodes");
    Ctl name = run("localhost", port, "nodes", "--ca", ca.toString());

    assertThat(system.code()).isEqualTo(3);
    assertThat(system.err()).contains("certificate is not trusted");
    assertThat(name.code()).isEqualTo(3);
    assertThat(told).isEmpty();
  }

  @Test
  void expiredCertificate_isNotTrusted() throws Exception {
    int port = serve(authority.expiredServer("localhost"));

    assertThat(run("localhost", port, "nodes", "--ca", ca.toString()).code()).isEqualTo(3);
    assertThat(told).isEmpty();
  }

  @Test
  void configOfTheProxy_leadsToIt_whateverNameItsCertificateIsFor() throws Exception {
    int port = serve(authority.server("proxy.example.com"));
    Path config =
        Files.writeString(
            directory.resolve("config.yml"),
            "API: {Port: %d, Username: op, Password: secret, TLS: {Enabled: true}}"
                .formatted(port));

    Ctl own = Ctl.bare().run("nodes", "-c", config.toString());
    Ctl byUrl =
        Ctl.bare().run("nodes", "-c", config.toString(), "--url", "https://localhost:" + port);

    assertThat(own.code()).as(own.all()).isZero();
    assertThat(byUrl.code()).as("no address was taken from the configuration").isEqualTo(3);
  }

  @Test
  void fileWithoutACertificate_isWrongUsage() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");

    assertThat(run("localhost", 1, "nodes", "--ca", empty.toString()).code()).isEqualTo(2);
    assertThat(run("localhost", 1, "nodes", "--ca", "/nowhere").code()).isEqualTo(2);
  }

  @Test
  void portThatSpeaksNoTls_isSaid() throws Exception {
    int port =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().end("plain"))
            .listen(0, "127.0.0.1")
            .await(30, TimeUnit.SECONDS)
            .actualPort();

    Ctl ran = run("localhost", port, "nodes");

    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err()).contains("does not speak TLS");
  }
}

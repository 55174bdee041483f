package dev.patchbay.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.testing.WebClient;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenersTest {
  private final WebSide web = new WebSide();

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / ", "HEAD /x ", "POST /a/b?c ", "OPTIONS * ", "FOO /%zz ", "GET /../ "})
  void health_is200AndEmpty_whateverIsAsked(String line) throws Exception {
    web.listen(web.listeners().health());

    String response = web.raw(line + "HTTP/1.1", "Host: x");

    assertThat(response)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .containsIgnoringCase("content-length: 0\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void health_closesAtOnceOnItsOwn() throws Exception {
    web.api();
    int apiPort = web.port;
    HttpListener health = web.listeners().health();
    web.listen(health);
    try (Socket kept = new Socket("127.0.0.1", health.port())) {
      kept.setSoTimeout(20_000);
      kept.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      assertThat(WebClient.answer(kept)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");

      WebSide.await(health.close());

      assertThat(kept.getInputStream().read()).isEqualTo(-1);
    }
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> new Socket("127.0.0.1", health.port()).close())
                    .isInstanceOf(ConnectException.class));
    web.port = apiPort;
    assertThat(web.get("/v0/cluster").statusCode()).isEqualTo(200);
  }

  @Test
  void health_acceptsABareConnection() throws Exception {
    web.listen(web.listeners().health());

    for (int i = 0; i < 3; i++) {
      new Socket("127.0.0.1", web.port).close();
    }

    assertThat(web.raw("GET / HTTP/1.1", "Host: x")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void metrics_areAtAnyPath_ofThisMachineOnly() throws Exception {
    web.bindAddress = "0.0.0.0";
    web.listen(web.listeners().metrics(() -> "some_total 1\n"));

    HttpResponse<String> metrics = web.send(web.to("/metrics"));

    assertThat(metrics.body()).isEqualTo("some_total 1\n");
    assertThat(metrics.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(web.send(web.to("/")).body()).isEqualTo("some_total 1\n");
    // Every address of 127/8 leads to this machine; a listener on all interfaces would answer.
    assertThatThrownBy(() -> new Socket("127.0.0.2", web.port).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void everyListener_saysTheTime() throws Exception {
    List<HttpListener> listeners =
        List.of(
            web.listeners().health(),
            web.listeners().api(web.model()),
            web.listeners().metrics(() -> ""));
    for (HttpListener listener : listeners) {
      web.listen(listener);

      String date = web.send(web.to("/")).headers().firstValue("Date").orElse("none");

      Instant said = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      assertThat(Duration.between(said, Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
    }
  }

  @Test
  void plainHttpToATlsPort_isABadRequest_andTlsGoesOn() throws Exception {
    X509Bundle bundle = selfSigned();
    web.tls = Optional.of(tls(bundle));
    web.listen(web.listeners().health());

    String get = web.raw("GET / HTTP/1.1", "Host: x");
    String post = web.raw("POST /v0/cluster HTTP/1.1", "Host: x", "Content-Length: 0");

    assertThat(get).startsWith("HTTP/1.0 400 Bad Request\r\n").contains("use https");
    assertThat(post).startsWith("HTTP/1.0 400 Bad Request\r\n");
    try (SSLSocket socket = (SSLSocket) trusting(bundle).createSocket("127.0.0.1", web.port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes());
      assertThat(new String(socket.getInputStream().readAllBytes())).contains(" 200 OK\r\n");
    }
  }

  @Test
  void portInUse_failsWithTheCause() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      web.healthPort = taken.getLocalPort();
      HttpListener health = web.listeners().health();

      assertThatThrownBy(() -> WebSide.await(health.listen()))
          .hasRootCauseInstanceOf(BindException.class);
    }
  }

  @Test
  void tls_isServedFromPemText_in12And13() throws Exception {
    X509Bundle bundle = selfSigned();
    web.tls = Optional.of(tls(bundle));
    web.listen(web.listeners().health());

    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (SSLSocket socket = (SSLSocket) trusting(bundle).createSocket("127.0.0.1", web.port)) {
        socket.setEnabledProtocols(new String[] {protocol});
        socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes());

        assertThat(new String(socket.getInputStream().readAllBytes())).contains(" 200 OK\r\n");
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
      }
    }
  }

  @Test
  void tls11_isRefused() throws Exception {
    web.tls = Optional.of(tls(selfSigned()));
    web.listen(web.listeners().health());
    // A client hello by hand, as no Java will send one any more: version 3.2 with two old ciphers.
    String hello = "0302" + "00".repeat(32) + "00" + "0004" + "c013c014" + "0100";
    String handshake = "01" + "%06x".formatted(hello.length() / 2) + hello;
    String record = "160301" + "%04x".formatted(handshake.length() / 2) + handshake;

    try (Socket socket = new Socket("127.0.0.1", web.port)) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(HexFormat.of().parseHex(record));
      InputStream in = socket.getInputStream();

      // A fatal alert that says protocol_version.
      byte[] alert = in.readNBytes(7);
      assertThat(HexFormat.of().formatHex(alert)).matches("15....0002" + "0246");
    }
  }

  @Test
  void tlsWithBrokenKey_failsToListen() throws Exception {
    web.tls = Optional.of(new ApiConfig.Tls("no certificate", "no key"));

    assertThatThrownBy(() -> WebSide.await(web.listeners().health().listen()))
        .hasMessageContaining("Missing");
  }

  private static X509Bundle selfSigned() throws Exception {
    return new CertificateBuilder()
        .subject("CN=localhost")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static ApiConfig.Tls tls(X509Bundle bundle) {
    return new ApiConfig.Tls(bundle.getCertificatePEM(), bundle.getPrivateKeyPEM());
  }

  private static javax.net.ssl.SSLSocketFactory trusting(X509Bundle bundle) throws Exception {
    TrustManagerFactory trust = bundle.toTrustManagerFactory();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}

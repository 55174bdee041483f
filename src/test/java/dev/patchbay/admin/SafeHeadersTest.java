package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.testing.TestCertificates;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every answer tells a browser, whatever was asked and however badly. */
class SafeHeadersTest {
  private static final String RIGHT = "Authorization: " + WebSide.RIGHT;

  private final WebSide web = new WebSide();

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  private static void assertSafe(String what, String answer, String status) {
    String head = answer.split("\r\n\r\n", 2)[0].toLowerCase(Locale.ROOT) + "\r\n";
    assertThat(head).as(what).matches("(?s)http/1\\.[01] " + status + " .*");
    assertThat(head)
        .as(what)
        .contains(
            "\r\nx-content-type-options: nosniff\r\n",
            "\r\nx-frame-options: deny\r\n",
            "\r\nreferrer-policy: no-referrer\r\n")
        .containsPattern("\r\ncontent-security-policy: default-src '(none|self)';")
        .containsPattern("\r\ncontent-security-policy: [^\r]*frame-ancestors 'none'")
        .containsPattern("\r\ncache-control: no-(store|cache)\r\n")
        .doesNotContainPattern("\r\n(server|x-powered-by|access-control-[a-z-]+):");
    for (String name : List.of("content-security-policy", "cache-control", "x-frame-options")) {
      assertThat(head.split("\r\n" + name + ": ", -1)).as(what + ": " + name + " once").hasSize(2);
    }
  }

  @Test
  void apiAndSpringboard() throws Exception {
    for (boolean api : new boolean[] {true, false}) {
      if (api) {
        web.api();
      } else {
        web.aggregator();
      }
      assertSafe("page", web.raw("GET / HTTP/1.1", "Host: x", RIGHT), "200");
      assertSafe("HEAD", web.raw("HEAD / HTTP/1.1", "Host: x", RIGHT), "200");
      String json = api ? "/v0/cluster" : "/v0/peers";
      assertSafe("json", web.raw("GET " + json + " HTTP/1.1", "Host: x", RIGHT), "200");
      assertSafe("no login", web.raw("GET / HTTP/1.1", "Host: x"), "401");
      assertSafe("no file", web.raw("GET /v0/none HTTP/1.1", "Host: x", RIGHT), "404");
      assertSafe("method", web.raw("PUT " + json + " HTTP/1.1", "Host: x", RIGHT), "405");
      assertSafe("escape", web.raw("GET /%zz HTTP/1.1", "Host: x", RIGHT), "400");
      assertSafe(
          "site", web.raw("POST / HTTP/1.1", "Host: x", RIGHT, "Origin: https://evil"), "403");
      assertSafe("no HTTP", web.raw("GET / FTP/9"), "400");
      assertSafe("no header", web.raw("GET / HTTP/1.1", "Host x : : y", " "), "[24]0[01]");
      assertSafe("long line", web.raw("GET /" + "a".repeat(20_000) + " HTTP/1.1"), "414");
      assertSafe("long head", web.raw("GET / HTTP/1.1", "A: " + "a".repeat(20_000)), "431");
    }
  }

  @Test
  void redirect() throws Exception {
    web.forceHttps = true;
    web.api();

    assertSafe("redirect", web.raw("GET / HTTP/1.1", "Host: x", RIGHT), "302");
  }

  @Test
  void healthPort() throws Exception {
    web.listen(web.listeners().health());

    assertSafe("health", web.raw("GET / HTTP/1.1", "Host: x"), "200");
    assertSafe("no HTTP", web.raw("GET / FTP/9"), "400");
  }

  @Test
  void metrics() throws Exception {
    web.listen(web.listeners().metrics(() -> "up 1\n"));

    assertSafe("metrics", web.raw("GET /metrics HTTP/1.1", "Host: x"), "200");
    assertSafe("method", web.raw("POST /metrics HTTP/1.1", "Host: x"), "405");
  }

  @Test
  void plainHttpWhereTlsIsSpoken() throws Exception {
    TestCertificates.Server own = TestCertificates.authority().server("localhost");
    web.tls = Optional.of(new ApiConfig.Tls(own.certificatePem(), own.keyPem()));
    web.api();

    assertSafe("plain", web.raw("GET / HTTP/1.1", "Host: x"), "400");
  }
}

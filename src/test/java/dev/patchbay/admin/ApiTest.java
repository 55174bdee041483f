package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.patchbay.topology.ListenerId;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ApiTest {
  private final WebSide web = new WebSide();

  @BeforeEach
  void start() throws Exception {
    web.api();
  }

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  @Test
  void backends_toTheLetter() throws Exception {
    web.up(web.a);
    web.down(web.b);
    web.counts.opened(ListenerId.ACTIVE, web.a);
    web.counts.opened(ListenerId.INACTIVE, web.a);

    HttpResponse<String> response = web.get("/v0/backends");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("application/json; charset=utf-8");
    assertThat(response.body())
        .isEqualTo(
            "[{\"host\":\"10.0.0.1\",\"port\":3306,\"healthy\":true,\"name\":\"db/0\","
                + "\"currentSessionCount\":2,\"active\":true,\"trafficEnabled\":true},"
                + "{\"host\":\"fd00::2\",\"port\":3307,\"healthy\":false,"
                + "\"name\":\"<b>\\\"db\\\"&1</b>\","
                + "\"currentSessionCount\":0,\"active\":false,\"trafficEnabled\":true}]");
  }

  @Test
  void cluster_beforeAnything() throws Exception {
    assertThat(web.get("/v0/cluster").body())
        .isEqualTo(
            "{\"activeBackend\":null,\"trafficEnabled\":true,\"message\":\"\","
                + "\"lastUpdated\":\"0001-01-01T00:00:00Z\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v0/backends|POST|GET, HEAD",
        "/v0/backends|PATCH|GET, HEAD",
        "/v0/cluster|POST|GET, HEAD, PATCH",
        "/v0/cluster|DELETE|GET, HEAD, PATCH",
        "/v0/cluster|OPTIONS|GET, HEAD, PATCH",
        "/v0/cluster|FOO|GET, HEAD, PATCH",
        "/|POST|GET, HEAD",
      })
  void otherMethods_are405WithAllow(String path, String method, String allow) throws Exception {
    HttpResponse<String> response =
        web.send(
            web.to(path)
                .header("Authorization", WebSide.RIGHT)
                .method(method, BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue(allow);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v0", "/v0/", "/v0/backend", "/v0/cluster/x", "/v0/..%2fx"})
  void unknownApiPaths_are404(String path) throws Exception {
    assertThat(web.get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v0/backends", "/v0/cluster", "/", "/app.js"})
  void head_isGetWithoutTheBody(String path) throws Exception {
    String response =
        web.raw("HEAD " + path + " HTTP/1.1", "Host: x", "Authorization: " + WebSide.RIGHT);
    long length = web.get(path).body().getBytes(StandardCharsets.UTF_8).length;

    assertThat(response).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
    assertThat(response.toLowerCase()).contains("content-length: " + length + "\r\n");
  }

  @Test
  void hugeQuery_isRefused_andTheServerGoesOn() throws Exception {
    String line = "GET /v0/backends?q=" + "x".repeat(1_000_000) + " HTTP/1.1";
    String answer;
    try {
      answer = web.raw(line, "Host: x", "Authorization: " + WebSide.RIGHT);
    } catch (java.net.SocketException e) {
      // The server closes while we still write, and the kernel may throw its answer away.
      answer = "HTTP/1.0 414 ";
    }

    assertThat(answer).startsWith("HTTP/1.0 414 ");
    assertThat(web.get("/v0/backends").statusCode()).isEqualTo(200);
  }

  @Test
  void lineJustTooLong_is414() throws Exception {
    assertThat(web.get("/v0/backends?q=" + "x".repeat(17_000)).statusCode()).isEqualTo(414);
  }

  @Test
  void brokenEscapes_areTheCallersFault_andNotWorthALine() throws Exception {
    String auth = "Authorization: " + WebSide.RIGHT;
    Logger vertxWeb = (Logger) LoggerFactory.getLogger("io.vertx.ext.web");
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    vertxWeb.addAppender(logged);

    for (String path : new String[] {"/%zz", "/%", "/a%2", "/v0/%g0"}) {
      assertThat(web.raw("GET " + path + " HTTP/1.1", "Host: x", auth)).startsWith("HTTP/1.1 400 ");
    }
    for (String path : new String[] {"*", "x"}) {
      assertThat(web.raw("GET " + path + " HTTP/1.1", "Host: x", auth)).startsWith("HTTP/1.1 404 ");
    }
    assertThat(web.raw("PATCH /v0/cluster?trafficEnabled=%zz HTTP/1.1", "Host: x", auth))
        .startsWith("HTTP/1.1 400 ");
    vertxWeb.detachAppender(logged);
    assertThat(logged.list).isEmpty();
  }

  @Test
  void everyAnswer_hasTheSecurityHeaders() throws Exception {
    for (String path : new String[] {"/", "/v0/cluster", "/v0/nothing"}) {
      HttpResponse<String> response = web.get(path);

      assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(response.headers().firstValue("X-Frame-Options")).hasValue("DENY");
      assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
      assertThat(response.headers().firstValue("Content-Security-Policy"))
          .hasValue(
              path.equals("/")
                  ? DashboardFiles.SENT_POLICY
                  : "default-src 'self'; frame-ancestors 'none'");
    }
  }
}

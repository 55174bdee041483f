package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandInAgentTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Vertx vertx;
  private StandInAgent agent;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    agent = Await.result(StandInAgent.start(vertx, "node-1", 1));
  }

  @AfterEach
  void stop() {
    Await.closed(vertx);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, BodyPublishers.noBody())
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  @Test
  void aWellNode_isReportedAsGaleraAgentDoes() throws Exception {
    HttpResponse<String> status = send("GET", "/api/v1/status");

    assertThat(status.statusCode()).isEqualTo(200);
    assertThat(status.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(status.body())
        .isEqualTo(
            "{\"wsrep_local_state\":4,\"wsrep_local_state_comment\":\"Synced\","
                + "\"wsrep_local_index\":1,\"healthy\":true}");
  }

  @Test
  void sick_isReportedUntilWell() throws Exception {
    HttpResponse<String> done = send("POST", "/sick");
    HttpResponse<String> sick = send("GET", "/api/v1/status");
    send("POST", "/well");
    HttpResponse<String> well = send("GET", "/api/v1/status");

    assertThat(done.statusCode()).isEqualTo(200);
    assertThat(done.body())
        .contains("node-1 is sick now")
        .contains("curl -X POST http://127.0.0.1:" + agent.port() + "/well");
    assertThat(sick.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(sick.body()).getBoolean("healthy")).isFalse();
    assertThat(new JsonObject(sick.body()).getString("wsrep_local_state_comment"))
        .isEqualTo("Initialized");
    assertThat(well.statusCode()).isEqualTo(200);
  }

  @Test
  void hang_keepsTheStatusSilentUntilWell() throws Exception {
    HttpResponse<String> done = send("POST", "/hang");
    HttpRequest asked =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + "/api/v1/status"))
            .timeout(Duration.ofMillis(300))
            .build();
    assertThatThrownBy(() -> HTTP.send(asked, BodyHandlers.ofString()))
        .isInstanceOf(HttpTimeoutException.class);
    HttpResponse<String> well = send("POST", "/well");
    HttpResponse<String> status = send("GET", "/api/v1/status");

    assertThat(done.body()).contains("node-1 is hanging now").contains("/well");
    assertThat(well.body()).contains("node-1 is well now");
    assertThat(status.statusCode()).isEqualTo(200);
  }

  @Test
  void theFirstPage_saysTheStateAndTheCommands() throws Exception {
    agent.become(AgentState.SICK);

    String page = send("GET", "/").body();

    assertThat(page).contains("node-1 is sick").contains("/sick", "/hang", "/well");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/sick,405,POST",
    "GET,/hang,405,POST",
    "POST,/api/v1/status,405,GET",
    "DELETE,/,405,GET",
  })
  void anotherMethod_isRefusedAndChangesNothing(
      String method, String path, int status, String allowed) throws Exception {
    HttpResponse<String> refused = send(method, path);

    assertThat(refused.statusCode()).isEqualTo(status);
    assertThat(refused.headers().firstValue("Allow")).contains(allowed);
    assertThat(agent.state()).isEqualTo(AgentState.WELL);
  }

  @Test
  void anUnknownPath_isNotFound() throws Exception {
    HttpResponse<String> missing = send("GET", "/nowhere");

    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).contains("/sick");
  }

  @ParameterizedTest
  @CsvSource({
    "OPTIONS *,404",
    "GET ?x,404",
    "GET http://elsewhere/api/v1/status,200",
  })
  void strangeTargets_areAnswered(String line, String status) throws Exception {
    assertThat(rawRequest(line + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status);
  }

  @Test
  void anEndlessLine_isRefused() throws Exception {
    String answer = rawRequest("GET /" + "x".repeat(1100) + " HTTP/1.1\r\n\r\n");

    assertThat(answer).contains(" 414 ");
  }

  private String rawRequest(String text) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", agent.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}

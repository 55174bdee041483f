package dev.patchbay.ctl;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever answers at that port, the command ends, says so in a line, and shows no password. */
class OddAnswersTest {
  private static final String HOSTILE = "\u001b]0;owned\u0007\u001b[31m\u009b2Jred\u202e";

  @RegisterExtension
  private static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static Ctl.Setting ctl() {
    return Ctl.knowing(SERVER.baseUrl(), "op", "hunter2");
  }

  private static Ctl answering(ResponseDefinitionBuilder answer, String... arguments) {
    SERVER.stubFor(any(anyUrl()).willReturn(answer));
    return ctl().run(arguments);
  }

  private static ResponseDefinitionBuilder json(String body) {
    return aResponse().withHeader("Content-Type", "application/json").withBody(body);
  }

  private static void assertOneLine(Ctl ran, int code) {
    assertThat(ran.code()).as(ran.all()).isEqualTo(code);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err()).startsWith("patchbay ctl: ").doesNotContain("hunter2", "\tat ");
  }

  @Test
  void status500_isSaid_andNotWhatAPageForBrowsersSays() {
    Ctl ran =
        answering(
            aResponse()
                .withStatus(500)
                .withHeader("Content-Type", "text/html")
                .withBody("<html>Oops</html>"),
            "status");

    assertOneLine(ran, 3);
    assertThat(ran.err()).contains("status 500").doesNotContain("<html>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>A router</html>",
        "[1,2]",
        "{\"nodes\":",
        "",
        "{}",
        "\"text\"",
        "{\"active\":{},\"nodes\":[],\"listeners\":{}}"
      })
  void successThatIsNoAnswerOfOurs_isSaid(String body) {
    assertOneLine(answering(json(body), "status"), 3);
    assertOneLine(answering(aResponse().withBody(body), "status"), 3);
  }

  @Test
  void nestingWithoutEnd_isNoAnswer() {
    assertOneLine(answering(json("{\"a\":".repeat(100_000)), "status"), 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 404, 500})
  void pingdb_takesNobodysLineForADatabase(int status) {
    Ctl ran =
        answering(
            aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "text/plain")
                .withBody("hello from a stranger"),
            "pingdb");

    assertOneLine(ran, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"sessions\":\"many\"}", "{\"sessions\":-1}"})
  void drain_knowsNotHowManySessionsAreLeft_andSaysSo(String body) {
    Ctl ran = answering(json(body), "drain", "--yes", "--wait");

    assertThat(ran.code()).as(ran.all()).isEqualTo(3);
    assertThat(ran.out()).doesNotContain("0 sessions");
  }

  @Test
  void drain_withADeadline_waitsForNoAnswerBeyondIt() {
    SERVER.stubFor(any(anyUrl()).willReturn(json("{\"sessions\":7}").withFixedDelay(60_000)));
    SERVER.stubFor(put(anyUrl()).willReturn(json("{\"sessions\":7}")));

    Ctl ran = ctl().run("drain", "--yes", "--wait", "--deadline", "2");

    // Without the deadline the question would have failed after --timeout, ten seconds: code 3.
    assertThat(ran.code()).as(ran.all()).isEqualTo(1);
  }

  @Test
  void drain_thatGetsNoAnswerAtFirst_isAskedForAgain() {
    SERVER.stubFor(
        put(anyUrl())
            .inScenario("busy")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(aResponse().withStatus(503))
            .willSetStateTo("there"));
    SERVER.stubFor(
        put(anyUrl())
            .inScenario("busy")
            .whenScenarioStateIs("there")
            .willReturn(json("{\"sessions\":0}")));

    Ctl ran = ctl().run("drain", "--yes", "--wait");

    assertThat(ran.code()).as(ran.all()).isZero();
  }

  @Test
  void drain_goesOnAfterAnAnswerThatWasLost() {
    SERVER.stubFor(put(anyUrl()).willReturn(json("{\"sessions\":7}")));
    SERVER.stubFor(
        get(anyUrl())
            .inScenario("lost")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(aResponse().withStatus(503))
            .willSetStateTo("found"));
    SERVER.stubFor(
        get(anyUrl())
            .inScenario("lost")
            .whenScenarioStateIs("found")
            .willReturn(json("{\"sessions\":0}")));

    Ctl ran = ctl().run("drain", "--yes", "--wait");

    assertThat(ran.code()).as(ran.all()).isZero();
  }

  @Test
  void fieldsOfOtherTypes_areLeftOut() {
    Ctl ran =
        answering(
            json(
                "{\"active\":7,\"nodes\":[1,{},{\"name\":{},\"roles\":\"x\",\"sessions\":[]}],"
                    + "\"peers\":{},\"traffic\":[],\"now\":\"yesterday\"}"),
            "status");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("No node is active");
  }

  @Test
  void answerOfTenMegabytes_isNotTaken() {
    Ctl ran = answering(json("{\"a\":\"" + "x".repeat(10 << 20) + "\"}"), "status");

    assertOneLine(ran, 3);
    assertThat(ran.err()).contains("larger than 4 MB");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void brokenConnection_isSaid_andThatAChangeMayHaveBeenMade(Fault fault) {
    assertOneLine(answering(aResponse().withFault(fault), "status"), 3);

    Ctl change = answering(aResponse().withFault(fault), "traffic", "on");

    assertOneLine(change, 3);
    assertThat(change.err()).contains("may have been done");
  }

  @Test
  void answerCutInTheMiddle_isNoAnswer() throws Exception {
    String half =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"active\":{}";

    Ctl ran = rawly(half, true, "--timeout", "30", "status");

    assertOneLine(ran, 3);
    assertThat(ran.err()).contains("connection was lost");
  }

  @Test
  void answerThatTrickles_endsWithTheTimeout() {
    SERVER.stubFor(
        any(anyUrl())
            .willReturn(json("{\"active\":{},\"nodes\":[]}").withChunkedDribbleDelay(20, 60_000)));
    long begun = System.nanoTime();

    Ctl ran = ctl().run("status", "--timeout", "1");

    assertOneLine(ran, 3);
    assertThat(ran.err()).contains("no complete answer in time");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void noHttp_isSaid() throws Exception {
    Ctl ran = rawly("5.5.5-10.11.2-MariaDB\n\0\0\0", false, "status", "--timeout", "30");

    assertOneLine(ran, 3);
    assertThat(ran.err()).contains("does not speak HTTP");
  }

  @Test
  void headersWithoutEnd_areNotTaken() throws Exception {
    assertOneLine(rawly("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(1_000), true, "status"), 3);
    assertOneLine(rawly("HTTP/1.1 200 OK\r\nA: " + "b".repeat(100_000), true, "status"), 3);
    assertOneLine(
        rawly("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", true, "status"), 3);
  }

  /** Whoever accepts, says this, and closes or not. */
  private static Ctl rawly(String words, boolean closes, String... arguments) throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      Thread speaker =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  socket.getInputStream().read();
                  socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
                  socket.getOutputStream().flush();
                  if (closes) {
                    socket.shutdownOutput();
                  }
                  socket.getInputStream().readAllBytes();
                } catch (java.io.IOException e) {
                  // It has hung up, as it should.
                }
              });
      speaker.setDaemon(true);
      speaker.start();
      return Ctl.knowing("http://127.0.0.1:" + server.getLocalPort(), "op", "hunter2")
          .run(arguments);
    }
  }

  @Test
  void redirectToHttps_isNotFollowed_andSaysWhatToDo() {
    Ctl ran =
        answering(
            aResponse().withStatus(302).withHeader("Location", "https://elsewhere/"), "status");

    assertOneLine(ran, 3);
    assertThat(ran.err()).contains("--url https://");
    assertOneLine(
        answering(aResponse().withStatus(302).withHeader("Location", "http://evil/"), "status"), 3);
  }

  @Test
  void refusal_isSaidInTheProxysWords_withoutWhatSteersATerminal() {
    Ctl ran =
        answering(
            aResponse()
                .withStatus(409)
                .withHeader("Content-Type", "text/plain; charset=utf-8")
                .withBody("node-1 is unhealthy: " + HOSTILE + "\n"),
            "switchover",
            "node-1");

    assertOneLine(ran, 1);
    assertThat(ran.err()).contains("refused: node-1 is unhealthy:");
    assertThat(ran.err()).doesNotContain("\u001b", "\u0007", "\u009b", "\u202e");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void textsOfAServer_steerNoTerminal(boolean terminal) {
    String escaped = "\\u001b]0;owned\\u0007\\u001b[31m\\u009b2Jred\\u202e\\n";
    SERVER.stubFor(
        any(anyUrl())
            .willReturn(
                json(
                    """
                    {"active":{"node":"X","reason":"X"},"traffic":{"enabled":true,"message":"X"},
                     "nodes":[{"name":"X","status":"X","roles":["X"],"lastCheck":{"healthy":false,"answer":"X"}}],
                     "peers":[{"uri":"X","error":"X"}],"version":"X",
                     "disagreement":[{"proxy":"X","active":"X"}],
                     "events":[{"at":"X","text":"X"}],"sessions":[{"id":"X","client":"X"}]}
                    """
                        .replace("X", escaped))));
    for (String verb : new String[] {"status", "nodes", "events", "sessions"}) {
      Ctl.Setting setting = terminal ? ctl().terminal() : ctl();

      Ctl ran = setting.run(verb);

      String ours = ran.all().replaceAll("\u001b\\[(0|1|32|33|1;31)m", "");
      assertThat(ours).contains("owned");
      assertThat(ours).doesNotContain("\u001b", "\u0007", "\u009b", "\u202e");
    }
  }

  @Test
  void json_isTheSameJson_withoutWhatSteersATerminal() {
    Ctl ran =
        answering(
            json("{\"active\":null,\"nodes\":[],\"x\":\"\u009b2J\u202eä\"}"), "status", "--json");

    assertThat(ran.out()).doesNotContain("\u009b", "\u202e").contains("\\u009b2J\\u202eä");
    assertThat(new io.vertx.core.json.JsonObject(ran.out()).getString("x"))
        .isEqualTo("\u009b2J\u202eä");
  }
}

package dev.patchbay.ctl;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands that change something send, and what they make of the answers. */
class OperatorTest {
  private static final String PATH = "/v0/switchover";

  /** What the API says of a listener's drain of node a, and of node b. */
  private static final String OF_A =
      "{\"node\":\"a\",\"deadline\":\"2026-11-21T09:03:44Z\",\"sessionsLeft\":3}";

  private static final String OF_B =
      "{\"node\":\"b\",\"deadline\":\"2026-11-21T09:03:44Z\",\"sessionsLeft\":8}";

  @RegisterExtension
  private static final WireMockExtension API =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static Ctl run(String... arguments) {
    return Ctl.knowing(API.baseUrl(), "op", "secret").run(arguments);
  }

  private static String switchover(String state, int left, String ended) {
    return """
        {"switchover":{"from":"mysql/0","to":"mysql/1","mode":"drain","state":"%s",
        "since":"2026-11-21T09:03:14.322Z","deadline":"2026-11-21T09:03:44.322Z","by":"op",
        "remote":"127.0.0.1","message":"m","sessionsLeft":%d,"ended":%s,"warning":"Two nodes take writes."}}
        """
        .formatted(state, left, ended);
  }

  private static String ended(String how, String text) {
    return switchover(
        "done",
        0,
        "{\"how\":\"%s\",\"at\":\"2026-11-21T09:03:20Z\",\"text\":\"%s\"}".formatted(how, text));
  }

  private static void active(String node) {
    API.stubFor(
        get("/v0/nodes")
            .willReturn(okJson("{\"active\":{\"node\":\"%s\"},\"nodes\":[]}".formatted(node))));
  }

  @Test
  void switchover_cutsUnlessToldToDrain() {
    API.stubFor(post(PATH).willReturn(okJson(switchover("done", 0, "null"))));

    Ctl ran = run("switchover", "mysql/1", "-m", "upgrade \"now\"");

    assertThat(ran.code()).as(ran.all()).isZero();
    assertThat(ran.out())
        .isEqualTo("Switched over from mysql/0 to mysql/1; every session on mysql/0 was cut.\n");
    API.verify(
        postRequestedFor(urlEqualTo(PATH))
            .withHeader("Content-Type", equalTo("application/json"))
            .withRequestBody(
                equalToJson(
                    "{\"to\":\"mysql/1\",\"mode\":\"cut\",\"message\":\"upgrade \\\"now\\\"\"}")));
  }

  @Test
  void drainOfTheProxy_withSessionsAtItsDeadline_is1_andWithoutAny0() {
    API.stubFor(put("/v0/drain").willReturn(okJson("{\"sessions\":2}")));
    API.stubFor(get("/v0/drain").willReturn(okJson("{\"sessions\":2}")));

    Ctl busy = run("drain", "--yes", "--wait", "--deadline", "0");
    Ctl bare = run("drain", "--yes", "--deadline", "1");
    API.stubFor(put("/v0/drain").willReturn(okJson("{\"sessions\":0}")));
    Ctl idle = run("drain", "--yes", "--wait", "--deadline", "3600");

    assertThat(busy.code()).as(busy.all()).isEqualTo(1);
    assertThat(busy.out()).contains("2 sessions left");
    assertThat(bare.code()).isEqualTo(2);
    assertThat(bare.err()).contains("for --wait only");
    assertThat(idle.code()).as(idle.all()).isZero();
  }

  @Test
  void drain_isWaitedFor_andIs0IfTheNewNodeIsActiveThen() {
    API.stubFor(post(PATH).willReturn(okJson(switchover("draining", 3, "null"))));
    API.stubFor(
        get(PATH)
            .inScenario("drain")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(okJson(switchover("draining", 1, "null")))
            .willSetStateTo("blip"));
    API.stubFor(
        get(PATH)
            .inScenario("drain")
            .whenScenarioStateIs("blip")
            .willReturn(aResponse().withStatus(500))
            .willSetStateTo("end"));
    API.stubFor(
        get(PATH)
            .inScenario("drain")
            .whenScenarioStateIs("end")
            .willReturn(okJson(ended("complete", "no session was left"))));
    active("mysql/1");

    Ctl ran = run("switchover", "--drain", "--deadline", "30");

    assertThat(ran.code()).as(ran.all()).isZero();
    assertThat(ran.out())
        .contains(
            "Two nodes take writes.",
            "3 sessions left on mysql/0",
            "has ended: no session was left.")
        .doesNotContain("\r", "\u001b");
    API.verify(
        postRequestedFor(urlEqualTo(PATH))
            .withRequestBody(equalToJson("{\"mode\":\"drain\",\"deadlineSeconds\":30}")));
  }

  @Test
  void drainThatWentBack_is1() {
    API.stubFor(post(PATH).willReturn(okJson(switchover("draining", 3, "null"))));
    API.stubFor(get(PATH).willReturn(okJson(ended("back", "the traffic went back"))));
    active("mysql/0");

    Ctl ran = run("switchover", "--drain");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("has ended: the traffic went back");
  }

  @Test
  void drainWithoutWaiting_saysHowItGoes() {
    API.stubFor(post(PATH).willReturn(okJson(switchover("draining", 1, "null"))));

    Ctl ran = run("switchover", "--drain", "--no-wait");

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("1 session left on mysql/0");
    API.verify(0, getRequestedFor(urlEqualTo(PATH)));
  }

  @Test
  void drainAsJson_printsOneObject_thatOfTheEnd() {
    API.stubFor(post(PATH).willReturn(okJson(switchover("draining", 1, "null"))));
    API.stubFor(get(PATH).willReturn(okJson(ended("complete", "no session was left"))));
    active("mysql/1");

    Ctl ran = run("switchover", "--drain", "--json");

    assertThat(
            new io.vertx.core.json.JsonObject(ran.out())
                .getJsonObject("switchover")
                .getString("state"))
        .isEqualTo("done");
  }

  @Test
  void drain_isEndedOneWayOrTheOther() {
    API.stubFor(
        delete(urlPathEqualTo(PATH))
            .willReturn(okJson(ended("finished", "an operator had the rest cut"))));

    active("mysql/1");

    Ctl finish = run("switchover", "--finish");
    Ctl back = run("switchover", "--back");
    Ctl both = run("switchover", "--back", "--finish");
    Ctl more = run("switchover", "--back", "mysql/1");

    assertThat(finish.out()).contains("The drain has ended; mysql/1 is active.");
    assertThat(back.code()).isZero();
    assertThat(both.code()).isEqualTo(2);
    assertThat(more.code()).isEqualTo(2);
    API.verify(1, deleteRequestedFor(urlEqualTo(PATH + "?way=finish")));
    API.verify(1, deleteRequestedFor(urlEqualTo(PATH + "?way=back")));
  }

  @Test
  void deadlineWithoutDrain_isWrongUsage() {
    assertThat(run("switchover", "--deadline", "5").code()).isEqualTo(2);
    assertThat(run("disable", "a", "-m", "x", "--no-wait").code()).isEqualTo(2);
  }

  @Test
  void disable_namesTheNodeInThePath_andSaysThatTheLastOneServesOn() {
    API.stubFor(
        patch("/v0/nodes/mysql%2F1%20%C3%A4")
            .willReturn(
                okJson("{\"name\":\"mysql/1 ä\",\"roles\":[\"active\"],\"enabled\":false}")));

    Ctl ran = run("disable", "mysql/1 ä", "-m", "disk");
    Ctl without = run("disable", "mysql/1");

    assertThat(ran.code()).as(ran.all()).isZero();
    assertThat(ran.out()).contains("mysql/1 ä is disabled.", "serves on");
    assertThat(without.code()).isEqualTo(2);
    API.verify(
        patchRequestedFor(urlEqualTo("/v0/nodes/mysql%2F1%20%C3%A4"))
            .withRequestBody(
                equalToJson("{\"enabled\":false,\"message\":\"disk\",\"mode\":\"cut\"}")));
  }

  @Test
  void disableWithADrain_waitsForIt() {
    API.stubFor(patch("/v0/nodes/a").willReturn(okJson("{\"name\":\"a\",\"roles\":[]}")));
    API.stubFor(
        get(PATH)
            .inScenario("s")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(okJson(switchover("draining", 2, "null")))
            .willSetStateTo("end"));
    API.stubFor(
        get(PATH)
            .inScenario("s")
            .whenScenarioStateIs("end")
            .willReturn(okJson(ended("deadline", "its deadline was reached"))));
    active("mysql/1");

    Ctl ran = run("disable", "a", "-m", "disk", "--drain");

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("a is disabled.", "2 sessions left", "its deadline was reached");
  }

  /** Another node than the active one: whoever stops its server next must know that it is left. */
  @Test
  void disableWithADrain_waitsForTheListenersThatSpread() {
    listeners(Scenario.STARTED, OF_A, OF_B);
    listeners("again", OF_A, OF_B);
    listeners("end", "null", OF_B);

    assertWaited();
  }

  /** One listener drains two nodes: `draining`, which older proxies have, names the other one. */
  @Test
  void disableWithADrain_findsItsNode_amongSeveralThatAreDrained() {
    String both = OF_B + ",\"drains\":[" + OF_A + "," + OF_B + "]";
    listeners(Scenario.STARTED, both, "null,\"drains\":[]");
    listeners("again", both, "null,\"drains\":[]");
    listeners("end", OF_B + ",\"drains\":[" + OF_B + "]", "null,\"drains\":[]");

    assertWaited();
  }

  @Test
  void disableWithADrain_thatIsTakenBack_is1() {
    listeners(Scenario.STARTED, "{\"node\":\"a\",\"sessionsLeft\":3}", "null");
    API.stubFor(
        get("/v0/nodes")
            .inScenario("listeners")
            .whenScenarioStateIs("again")
            .willReturn(
                okJson(
                    "{\"active\":{\"node\":\"b\"},\"nodes\":[{\"name\":\"a\",\"enabled\":true}]}")));

    Ctl ran = drained();

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("a was enabled meanwhile; its sessions have stayed.");
  }

  /** Whoever stops its server next must know. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{\"node\":\"a\",\"deadline\":\"2026-11-21T09:03:44Z\",\"sessionsLeft\":3}]"
      })
  void disableWithADrain_whoseNodeServesForWantOfOthers_is1(String drains) {
    for (String state : List.of(Scenario.STARTED, "end")) {
      API.stubFor(
          get("/v0/nodes")
              .inScenario("listeners")
              .whenScenarioStateIs(state)
              .willReturn(
                  okJson(
                      """
                      {"active":{"node":"b"},"nodes":[],"listeners":[{"name":"reading",
                      "choice":"fewest_sessions","nodes":["a"],"drains":%s}]}
                      """
                          .formatted(state.equals("end") ? "[]" : drains)))
              .willSetStateTo("end"));
    }

    Ctl ran = drained();

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.all()).contains("It serves on at reading").doesNotContain("No listener drains");
  }

  private static Ctl drained() {
    API.stubFor(patch("/v0/nodes/a").willReturn(okJson("{\"name\":\"a\",\"roles\":[]}")));
    API.stubFor(get(PATH).willReturn(okJson("{\"switchover\":null}")));
    return run("disable", "a", "-m", "disk", "--drain");
  }

  private static void assertWaited() {
    Ctl ran = drained();

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("Listener reading: 3 sessions left on a", "No listener drains a any more.")
        .doesNotContain("8 sessions");
    API.verify(3, getRequestedFor(urlEqualTo("/v0/nodes")));
  }

  private static void listeners(String state, String ofReading, String ofReports) {
    String next = state.equals(Scenario.STARTED) ? "again" : "end";
    API.stubFor(
        get("/v0/nodes")
            .inScenario("listeners")
            .whenScenarioStateIs(state)
            .willReturn(
                okJson(
                    """
                    {"active":{"node":"b"},"nodes":[],"listeners":[
                    {"name":"reading","draining":%s},{"name":"reports","draining":%s}]}
                    """
                        .formatted(ofReading, ofReports)))
            .willSetStateTo(next));
  }

  @Test
  void enable_saysSo() {
    API.stubFor(patch("/v0/nodes/a").willReturn(okJson("{\"name\":\"a\",\"enabled\":true}")));

    assertThat(run("enable", "a").out()).isEqualTo("a is enabled.\n");
    API.verify(
        patchRequestedFor(urlEqualTo("/v0/nodes/a"))
            .withRequestBody(equalToJson("{\"enabled\":true}")));
  }

  @Test
  void sessions_areListedAsAsked() {
    API.stubFor(
        get(urlPathEqualTo("/v0/sessions"))
            .willReturn(
                okJson(
                    """
                    {"total":4211,"sessions":[{"id":17,"listener":"active","node":"mysql/0",
                    "client":"10.0.0.9:51234","state":"relaying","since":"2026-11-21T09:03:14.322Z",
                    "bytes":{"toNode":1234,"toClient":98765432}}]}
                    """)));

    Ctl ran =
        run("sessions", "--node", "mysql/0", "--address", "10.0.0.9", "--top", "--limit", "1");

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("17  10.0.0.9:51234  mysql/0", "1.2 KB   98.8 MB", "1 of 4211 sessions");
    API.verify(
        getRequestedFor(
            urlEqualTo("/v0/sessions?sort=bytes&limit=1&node=mysql%2F0&address=10.0.0.9")));
  }

  @Test
  void sessionsCut_cutsOne() {
    API.stubFor(delete("/v0/sessions/17").willReturn(okJson("{\"id\":\"17\"}")));

    Ctl ran = run("sessions", "cut", "17");

    assertThat(ran.code()).as(ran.all()).isZero();
    assertThat(ran.out()).isEqualTo("Session 17 is cut.\n");
  }

  @Test
  void status_showsADrain_aDisabledNode_andWhatOtherProxiesSay() {
    API.stubFor(
        get("/v0/nodes")
            .willReturn(
                okJson(
                    """
                    {"now":"2026-11-21T10:00:00Z","version":"1","startedAt":"2026-11-20T10:00:00Z",
                    "traffic":{"enabled":true,"message":"","since":null},
                    "active":{"node":"a","since":"2026-11-21T09:55:00Z","reason":"why"},
                    "nodes":[{"name":"a","status":"healthy","roles":["active"],"enabled":false,
                      "disabled":{"message":"disk","by":"op"}},
                      {"name":"b","status":"healthy","roles":[],"enabled":true}],
                    "peers":[{"uri":"me","self":true},
                      {"uri":"two","reachable":true,"active":"b","trafficEnabled":true,"sessions":3,"healthy":2,"nodes":2},
                      {"uri":"three","reachable":false,"error":"no answer in time"}],
                    "disagreement":[{"proxy":"me","active":"a"},{"proxy":"two","active":"b"}],
                    %s
                    """
                        .formatted(switchover("draining", 12, "null").strip().substring(1)))));

    Ctl ran = run("status");

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains(
            "Proxies disagree, so that two nodes take writes: me to a, two to b",
            "12 sessions left on mysql/0",
            "The active node a is disabled",
            "Active:   a, for 5 min (since 2026-11-21T09:55:00Z): why",
            "up 24 h",
            "no: disk (op)",
            "no answer in time");
    assertThat(ran.out()).contains("two          b").doesNotContain("\nme ");
  }
}

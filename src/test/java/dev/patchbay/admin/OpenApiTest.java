package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.patchbay.agent.FakePeer;
import dev.patchbay.agent.FreePort;
import dev.patchbay.config.Login;
import dev.patchbay.config.Password;
import dev.patchbay.routing.NodeDrain;
import dev.patchbay.routing.Operator;
import dev.patchbay.session.SessionCap;
import dev.patchbay.session.SessionView;
import dev.patchbay.telemetry.events.Event;
import dev.patchbay.testing.ApiDescription;
import dev.patchbay.testing.EventStream;
import dev.patchbay.testing.Reasons;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.web.WebLimits;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * The API and {@code openapi.json} say the same. All tests of the API hold every response against
 * it; here every response that it describes is had once.
 */
class OpenApiTest {
  private final ApiDescription description = new ApiDescription();
  private final List<WebSide> sides = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (WebSide side : sides) {
      side.close();
    }
  }

  @Test
  void everyDescribedResponse_isWhatTheApiGives() throws Exception {
    ordinaryAnswers();
    springboard();
    wrongRequests();
    redirect();
    pingdb();
    fullStream();
    fullClaims();
    fault();
    otherSite();
    manyLogins();

    assertThat(description.seen()).containsExactlyInAnyOrderElementsOf(description.described());
  }

  private void ordinaryAnswers() throws Exception {
    WebSide web = api(new WebSide());
    tellEverything(web);
    for (String path :
        List.of(
            "/v0/nodes",
            "/v0/events",
            "/v0/history",
            "/v0/history?span=day",
            "/v0/backends",
            "/v0/cluster",
            "/v0/drain",
            "/v0/openapi.json",
            "/")) {
      for (String method : List.of("GET", "HEAD")) {
        assertThat(ask(web, method, path).statusCode()).as(path).isEqualTo(200);
      }
    }
    for (String path : List.of("/v0/stream", "/v0/claims", "/v0/pingdb")) {
      ask(web, "POST", path);
    }
    ask(web, "PATCH", "/v0/cluster?trafficEnabled=true");
    ask(web, "PUT", "/v0/drain");
    reloads(web);
    sessions(web);
    switchovers(web);
    nodes(web);
    ask(web, "GET", "/v0/pingdb");
    ask(web, "GET", "/none.js");
    ask(web, "HEAD", "/none.js");
    ask(web, "DELETE", "/none.js");
    ask(web, "GET", "/v0/none");
    ask(web, "OPTIONS", "/v0/nodes");
    try (EventStream stream = EventStream.open(request(web, "GET", "/v0/stream").build())) {
      stream.next();
    }
    description.sawByHand("GET /v0/stream 200");
    try (EventStream stream = EventStream.open(request(web, "GET", "/v0/claims").build())) {
      JsonObject claim = stream.next("claim").data();
      assertThat(claim.fieldNames()).containsExactly("claim", "usable");
      description.validateNamed(claim.getJsonObject("claim").encode(), "Claim");
    }
    description.sawByHand("GET /v0/claims 200");
  }

  private void reloads(WebSide web) throws Exception {
    web.reloading = new Reloading.Applied(List.of("Proxy.MaxSessions: 0 -> 9"), List.of("note"));
    assertThat(ask(web, "POST", "/v0/reload").statusCode()).isEqualTo(200);
    web.reloading = new Reloading.Invalid(List.of("Proxy.Port: missing"));
    assertThat(ask(web, "POST", "/v0/reload").statusCode()).isEqualTo(400);
    web.reloading = new Reloading.NeedsRestart(List.of("Proxy.Port: 1 -> 2"));
    assertThat(ask(web, "POST", "/v0/reload").statusCode()).isEqualTo(409);
  }

  private void sessions(WebSide web) throws Exception {
    SessionView session = FakeSessions.session(1, "db/0", "10.0.0.7");
    web.sessions.all.add(session);
    web.sessions.all.add(FakeSessions.session(2, "", "fd00::7"));
    for (String method : List.of("GET", "HEAD")) {
      assertThat(ask(web, method, "/v0/sessions").statusCode()).isEqualTo(200);
      assertThat(ask(web, method, "/v0/sessions/" + session.id()).statusCode()).isEqualTo(200);
      assertThat(ask(web, method, "/v0/sessions/none").statusCode()).isEqualTo(404);
      assertThat(ask(web, method, "/v0/sessions?sort=name").statusCode()).isEqualTo(400);
    }
    assertThat(ask(web, "DELETE", "/v0/sessions/" + session.id()).statusCode()).isEqualTo(200);
    assertThat(ask(web, "DELETE", "/v0/sessions/" + session.id()).statusCode()).isEqualTo(404);
    assertThat(ask(web, "POST", "/v0/sessions").statusCode()).isEqualTo(405);
    assertThat(ask(web, "PUT", "/v0/sessions/none").statusCode()).isEqualTo(405);
    web.sessions.busy = true;
    assertThat(ask(web, "GET", "/v0/sessions").statusCode()).isEqualTo(503);
    assertThat(ask(web, "HEAD", "/v0/sessions").statusCode()).isEqualTo(503);
  }

  private void switchovers(WebSide web) throws Exception {
    ask(web, "POST", "/v0/switchover", "{\"mode\":\"swift\"}", 400);
    ask(web, "POST", "/v0/switchover", "{\"to\":\"none\"}", 404);
    ask(web, "POST", "/v0/switchover", "{\"to\":\"db/0\"}", 409);
    ask(web, "POST", "/v0/switchover", "x".repeat(70_000), 413);
    assertThat(ask(web, "POST", "/v0/switchover").statusCode()).isEqualTo(415);
    ask(web, "DELETE", "/v0/switchover?way=up", "", 400);
    ask(web, "DELETE", "/v0/switchover", "", 409);
    web.up(web.b);
    ask(web, "POST", "/v0/switchover", "{\"mode\":\"drain\",\"message\":\"why\"}", 200);
    assertThat(ask(web, "GET", "/v0/nodes").body()).contains("Two nodes take writes");
    assertThat(ask(web, "GET", "/v0/switchover").statusCode()).isEqualTo(200);
    assertThat(ask(web, "HEAD", "/v0/switchover").statusCode()).isEqualTo(200);
    ask(web, "DELETE", "/v0/switchover?way=back", "", 200);
  }

  private void nodes(WebSide web) throws Exception {
    for (String path : List.of("/v0/nodes/db/0", "/v0/nodes/db%2F0")) {
      assertThat(ask(web, "GET", path).statusCode()).isEqualTo(200);
      assertThat(ask(web, "HEAD", path).statusCode()).isEqualTo(200);
    }
    assertThat(ask(web, "GET", "/v0/nodes/none").statusCode()).isEqualTo(404);
    assertThat(ask(web, "HEAD", "/v0/nodes/none").statusCode()).isEqualTo(404);
    ask(web, "PATCH", "/v0/nodes/db/0", "{}", 400);
    ask(web, "PATCH", "/v0/nodes/none", "{\"enabled\":false}", 404);
    ask(web, "PATCH", "/v0/nodes/db/0", "x".repeat(70_000), 413);
    assertThat(ask(web, "PATCH", "/v0/nodes/db/0").statusCode()).isEqualTo(415);
    ask(web, "PATCH", "/v0/nodes/db/0", "{\"enabled\":false,\"message\":\"disk\"}", 200);
    assertThat(ask(web, "GET", "/v0/nodes").body()).contains("\"disk\"");
  }

  private void ask(WebSide web, String method, String path, String json, int status)
      throws Exception {
    // A client that still sends when the answer comes may miss it, and asks again.
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              HttpResponse<String> response =
                  web.send(
                      web.to(path)
                          .header("Authorization", WebSide.RIGHT)
                          .header("Content-Type", "application/json")
                          .method(method, BodyPublishers.ofString(json)));
              description.check(response);
              assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            });
  }

  private void springboard() throws Exception {
    WebSide web = new WebSide();
    sides.add(web);
    web.proxyUris = List.of("p0");
    web.aggregator();
    assertThat(ask(web, "GET", "/v0/peers").statusCode()).isEqualTo(200);
    assertThat(ask(web, "HEAD", "/v0/peers").statusCode()).isEqualTo(200);
    assertThat(ask(web, "POST", "/v0/peers").statusCode()).isEqualTo(405);
  }

  private void wrongRequests() throws Exception {
    WebSide web = api(new WebSide());
    for (String described : description.described()) {
      if (described.endsWith(" 401") && !described.startsWith("any ")) {
        String[] words = described.split(" ");
        HttpRequest.Builder request =
            web.to(
                    words[1]
                        .replace("{file}", "app.js")
                        .replace("{name}", "db/0")
                        .replace("{id}", "active-0-1"))
                .method(words[0], BodyPublishers.noBody());
        description.check(web.send(request));
      }
    }
    description.check(web.send(web.to("/v0/none")));
    description.checkRaw(
        "GET",
        "/v0/%zz",
        web.raw("GET /v0/%zz HTTP/1.1", "Host: x", "Authorization: " + WebSide.RIGHT));
    ask(web, "GET", "/v0/events?limit=0");
    ask(web, "HEAD", "/v0/events?limit=0");
    ask(web, "GET", "/v0/history?span=week");
    ask(web, "HEAD", "/v0/history?span=week");
    ask(web, "GET", "/v0/stream?since=x");
    ask(web, "PATCH", "/v0/cluster?trafficEnabled=x");
    ask(web, "GET", "/v0/nodes?" + "x".repeat(17_000));
    description.check(
        web.send(request(web, "GET", "/v0/nodes").header("X-Long", "x".repeat(17_000))));
    // A client that still sends when the answer comes may miss it, and asks again.
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () ->
                description.check(
                    web.send(
                        request(web, "GET", "/v0/cluster")
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .method(
                                "PATCH",
                                BodyPublishers.ofString("message=" + "x".repeat(70_000))))));
  }

  private void redirect() throws Exception {
    WebSide web = new WebSide();
    web.forceHttps = true;
    ask(api(web), "GET", "/v0/nodes");
  }

  private void pingdb() throws Exception {
    WebSide web = new WebSide();
    web.mysqlPort = FreePort.take();
    assertThat(ask(api(web), "GET", "/v0/pingdb").statusCode()).isEqualTo(502);
    try (FakePeer database = FakePeer.saying(FakePeer.errorPacket(1045, "Access denied"))) {
      WebSide answering = new WebSide();
      answering.mysqlPort = database.port();
      assertThat(ask(api(answering), "GET", "/v0/pingdb").statusCode()).isEqualTo(200);
    }
    CountDownLatch end = new CountDownLatch(1);
    try (FakePeer hanging = new FakePeer(socket -> end.await())) {
      WebSide waiting = new WebSide();
      waiting.mysqlPort = hanging.port();
      assertThat(ask(api(waiting), "GET", "/v0/pingdb").statusCode()).isEqualTo(504);
      end.countDown();
    }
  }

  private void fullStream() throws Exception {
    WebSide web = new WebSide();
    web.limits = WebLimits.of(3);
    api(web);
    try (EventStream stream = EventStream.open(request(web, "GET", "/v0/stream").build())) {
      assertThat(stream.next().event()).isEqualTo("state");
      assertThat(ask(web, "GET", "/v0/stream").statusCode()).isEqualTo(503);
    }
  }

  /** Other proxies have places of their own, and these are all taken. */
  private void fullClaims() throws Exception {
    WebSide web = new WebSide();
    api(web);
    List<EventStream> proxies = new ArrayList<>();
    for (int i = 0; i < StreamHub.MAX_PROXIES; i++) {
      proxies.add(EventStream.open(request(web, "GET", "/v0/claims").build()));
      proxies.get(i).next("claim");
    }
    assertThat(ask(web, "GET", "/v0/claims").statusCode()).isEqualTo(503);
    for (EventStream proxy : proxies) {
      proxy.close();
    }
  }

  private void fault() throws Exception {
    WebSide web = new WebSide();
    web.peers =
        () -> {
          throw new IllegalStateException("for the test");
        };
    assertThat(ask(api(web), "GET", "/v0/nodes").statusCode()).isEqualTo(500);
  }

  private void otherSite() throws Exception {
    WebSide web = api(new WebSide());
    HttpResponse<String> response =
        web.send(request(web, "POST", "/v0/reload").header("Origin", "https://other.example"));
    description.check(response);
    assertThat(response.statusCode()).isEqualTo(403);
  }

  /** All at once, and more than wait for their turn. */
  private void manyLogins() throws Exception {
    WebSide web = new WebSide();
    web.operator = new Login("proxy", new Password.Hash(BCrypt.hashpw("else", BCrypt.gensalt(10))));
    api(web);
    ExecutorService people = Executors.newCachedThreadPool();
    try {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(people.submit(() -> web.send(request(web, "GET", "/v0/cluster"))));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<HttpResponse<String>> answer : answers) {
        description.check(answer.get());
        statuses.add(answer.get().statusCode());
      }
      assertThat(statuses).contains(503, 401).doesNotContain(200);
    } finally {
      people.shutdownNow();
    }
  }

  @Test
  void streamMessages_areAsDescribed() throws Exception {
    WebSide web = api(new WebSide());
    tellEverything(web);

    try (EventStream stream = EventStream.open(request(web, "GET", "/v0/stream").build())) {
      description.validateNamed(stream.next("state").data().encode(), "State");
      for (int i = 0; i < everyEvent(web).size(); i++) {
        description.validateNamed(stream.next("log").data().encode(), "Event");
      }
      web.history.step();
      description.validateNamed(stream.next("sample").data().encode(), "Sample");
    }
  }

  @Test
  void everyKindOfEvent_isTold() throws Exception {
    WebSide web = api(new WebSide());
    tellEverything(web);

    JsonArray events = new JsonObject(ask(web, "GET", "/v0/events").body()).getJsonArray("events");

    JsonObject mapping =
        new JsonObject(ask(web, "GET", "/v0/openapi.json").body())
            .getJsonObject("components")
            .getJsonObject("schemas")
            .getJsonObject("Event")
            .getJsonObject("discriminator")
            .getJsonObject("mapping");
    assertThat(events.stream().map(e -> ((JsonObject) e).getString("kind")))
        .containsAll(mapping.fieldNames());
  }

  @Test
  void aFieldThatIsNotDescribed_orOneThatIsMissing_isFound() {
    String drain = "{\"draining\":true,\"seconds\":1,\"sessions\":0}";

    description.validateNamed(drain, "Drain");

    assertThatThrownBy(() -> description.validateNamed(drain.replace("1", "1,\"more\":1"), "Drain"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("more");
    assertThatThrownBy(() -> description.validateNamed(drain.replace("seconds", "s"), "Drain"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seconds");
  }

  private static void tellEverything(WebSide web) {
    web.up(web.a);
    web.down(web.b);
    web.counts.opened(ListenerId.ACTIVE, web.a);
    web.router.setTraffic(true, "said", new Operator("proxy", "10.0.0.9"));
    web.history.step();
    everyEvent(web).forEach(web.feed::tell);
  }

  private static List<Event> everyEvent(WebSide web) {
    Optional<String> some = Optional.of("db/0");
    Event.Cut cut = new Event.Cut(3, 1.5);
    return List.of(
        new Event.Started(web.now, "1.2.3", 2, "sticky"),
        new Event.Configuration(web.now, List.of("unknown key")),
        new Event.NodeChanged(web.now, "db/0", true, "200", "Synced", OptionalLong.of(0)),
        new Event.NodeChanged(web.now, "db/0", false, "503", "", OptionalLong.empty()),
        new Event.ActiveChanged(
            web.now, ListenerId.ACTIVE, some, Optional.empty(), Reasons.of("503"), cut),
        new Event.ActiveChanged(
            web.now,
            ListenerId.ACTIVE,
            Optional.empty(),
            some,
            Reasons.of("200"),
            cut,
            OptionalLong.of(250_000)),
        new Event.ActiveChanged(
            web.now, ListenerId.INACTIVE, Optional.empty(), some, Reasons.of("200"), cut),
        new Event.GroupChanged(
            web.now,
            new ListenerId("reports"),
            List.of("db/1"),
            List.of("db/0"),
            List.of(),
            Reasons.of("503"),
            cut),
        new Event.TrafficSwitched(web.now, false, "proxy", "10.0.0.9", "upgrade", cut),
        new Event.TrafficSwitched(web.now, true, "proxy", "10.0.0.9", "", cut),
        new Event.SwitchedOver(web.now, some, "db/1", 30, "proxy", "10.0.0.9", "upgrade", cut),
        new Event.SwitchedOver(web.now, Optional.empty(), "db/1", 0, "", "", "", cut),
        new Event.DrainEnded(web.now, ListenerId.ACTIVE, "db/0", NodeDrain.How.DEADLINE, cut),
        new Event.NodeSwitched(web.now, "db/0", false, "proxy", "10.0.0.9", "disk", true),
        new Event.NodeSwitched(web.now, "db/0", true, "proxy", "10.0.0.9", "", false),
        new Event.Disagreement(
            web.now,
            List.of(new Event.Opinion("p0", some), new Event.Opinion("p1", Optional.empty()))),
        new Event.Agreement(web.now),
        new Event.Reloaded(web.now, "proxy", "10.0.0.9", List.of("Proxy.MaxSessions: 0 -> 9")),
        new Event.NodeFound(web.now, "db-10.0.0.1", "10.0.0.1:3306", "db.test"),
        new Event.NodeGone(web.now, "db-10.0.0.1", "db.test", "it is unhealthy"),
        new Event.AcceptingPaused(web.now, 10, new SessionCap(10, SessionCap.By.OPEN_FILES)),
        new Event.AcceptingResumed(web.now, 9, new SessionCap(10, SessionCap.By.MEMORY)),
        new Event.SessionCut(
            web.now, "proxy", "10.0.0.9", ListenerId.ACTIVE, Optional.of("10.0.0.7:1"), some),
        new Event.SessionCut(
            web.now, "proxy", "10.0.0.9", ListenerId.INACTIVE, Optional.empty(), Optional.empty()),
        new Event.Draining(web.now, Optional.of("10.0.0.9")),
        new Event.Draining(web.now, Optional.empty()));
  }

  private WebSide api(WebSide web) throws Exception {
    sides.add(web);
    return web.api();
  }

  private static HttpRequest.Builder request(WebSide web, String method, String path) {
    return web.to(path)
        .header("Authorization", WebSide.RIGHT)
        .method(method, BodyPublishers.noBody());
  }

  private HttpResponse<String> ask(WebSide web, String method, String path) throws Exception {
    HttpResponse<String> response = web.send(request(web, method, path));
    description.check(response);
    return response;
  }
}

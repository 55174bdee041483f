package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.config.ProxyUri;
import dev.patchbay.peers.Opinion;
import dev.patchbay.peers.PeerFacts;
import dev.patchbay.peers.PeerView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpringboardTest {
  private static final String EVIL = "\"'><script>alert(1)</script>&amp;";
  private static final String HARMLESS =
      "&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;";

  private final WebSide web = new WebSide();

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  private void listen(String... uris) throws Exception {
    web.proxyUris = List.of(uris);
    web.aggregator();
  }

  private PeersSnapshot snapshot(List<PeerView> peers, List<Opinion> disagreement) {
    return new PeersSnapshot(WebSide.NOW, web.router.state(), 5, peers, disagreement);
  }

  private static PeerView answered(String uri, PeerFacts facts) {
    return new PeerView(
        ProxyUri.of(uri), false, Optional.of(WebSide.NOW), Optional.of(facts), Optional.empty());
  }

  private static PeerView failed(String uri, String error) {
    return new PeerView(
        ProxyUri.of(uri), false, Optional.of(WebSide.NOW), Optional.empty(), Optional.of(error));
  }

  @Test
  void page_linksToEveryProxy_whenNoneAnswers() throws Exception {
    listen("0-proxy.example.com", "http://10.0.0.1:8080", EVIL);

    HttpResponse<String> page = web.get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(page.body())
        .contains("<a href=\"https://0-proxy.example.com/\"><bdi>0-proxy.example.com</bdi></a>")
        .contains("<a href=\"http://10.0.0.1:8080/\"><bdi>http://10.0.0.1:8080</bdi></a>")
        .contains("<a href=\"https://" + HARMLESS + "/\"><bdi>" + HARMLESS + "</bdi></a>")
        .doesNotContain("class=\"loud\">The", "<script>");
  }

  @Test
  void page_saysWhereProxiesAreNamed_andWhereTheFactsAre() throws Exception {
    listen();

    assertThat(web.get("/").body())
        .contains("<ul>\n</ul>", "<code>API.ProxyURIs</code>", "<a href=\"v0/peers\">")
        .contains("As of 2026-11-21T09:03:14.322Z");
  }

  @Test
  void page_isLoudWhenProxiesDisagree() {
    List<Opinion> opinions = List.of(new Opinion("one", "db/0"), new Opinion("two", "db/1"));

    assertThat(SpringboardPage.of(snapshot(List.of(), opinions)))
        .contains(
            "<p class=\"loud\">The proxies disagree: writes go to more than one node."
                + " By <bdi>one</bdi> to <bdi>db/0</bdi>; <bdi>two</bdi> to <bdi>db/1</bdi>."
                + " What to do: ");
  }

  @Test
  void page_trustsNoText_andCutsWhatIsLong() {
    List<Opinion> opinions = List.of(new Opinion(EVIL, EVIL), new Opinion("two", "x".repeat(9999)));

    String page = SpringboardPage.of(snapshot(List.of(failed(EVIL, EVIL)), opinions));

    assertThat(page).contains(HARMLESS).doesNotContain(EVIL).doesNotContain("<script>");
    assertThat(page).contains("x".repeat(2047) + "…").doesNotContain("x".repeat(2048));
  }

  @Test
  void page_loadsItsOwnFilesOnly_andHasNothingInline() throws Exception {
    listen("one");

    HttpResponse<String> page = web.get("/");

    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValue(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'");
    assertThat(page.body())
        .contains("<script type=\"module\" src=\"springboard.js\"></script>")
        .doesNotContain("style=", "onclick", "<style");
    assertThat(web.get("/springboard.js").headers().firstValue("Content-Type"))
        .hasValue("text/javascript; charset=utf-8");
    assertThat(page.body()).contains("href=\"style.css\"", "href=\"icons/unknown.svg\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/style.css",
        "/verdict.js",
        "/words.js",
        "/view/proxies.js",
        "/lib/lit-html.js",
        "/icons/lost.svg"
      })
  void files_areThoseOfTheDashboard(String path) throws Exception {
    listen();

    assertThat(web.get(path).statusCode()).isEqualTo(200);
    assertThat(web.send(web.to(path)).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/app.js", "/index.html", "/view/../app.js", "/x", "/health/of/it"})
  void otherPaths_leadToThePage(String path) throws Exception {
    listen();

    HttpResponse<String> answer = web.get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(web.get("/").body());
    assertThat(web.send(web.to(path)).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v0/cluster", "/v0", "/view", "/lib/none.js"})
  void whatIsNotThereBelowV0_orAmongTheFiles_isNotFound(String path) throws Exception {
    listen();

    assertThat(web.get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v0/peers"})
  void everything_needsThePassword_andOtherMethodsAreNotAllowed(String path) throws Exception {
    listen();

    HttpResponse<String> unknown = web.send(web.to(path));
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(unknown.headers().firstValue("Patchbay-Instance")).isEmpty();
    HttpRequest.Builder post =
        web.to(path)
            .header("Authorization", WebSide.RIGHT)
            .POST(HttpRequest.BodyPublishers.noBody());
    HttpResponse<String> posted = web.send(post);
    assertThat(posted.statusCode()).isEqualTo(405);
    assertThat(posted.headers().firstValue("Allow")).hasValue("GET, HEAD");
    HttpResponse<String> head =
        web.send(
            web.to(path)
                .header("Authorization", WebSide.RIGHT)
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void peers_asJson() {
    web.up(web.a);
    web.down(web.b);
    PeerView self =
        new PeerView(
            ProxyUri.of("me"),
            true,
            Optional.empty(),
            Optional.of(PeerFacts.of(web.router.state(), 5)),
            Optional.empty());

    JsonObject json =
        PeersJson.of(
            snapshot(
                List.of(
                    self,
                    answered("one", new PeerFacts(Optional.of("db/1"), false, "why", 42, 1, 3)),
                    failed("http://two:80", "connection refused")),
                List.of(new Opinion("me", "db/0"), new Opinion("one", "db/1"))));

    WebSide.DESCRIPTION.validateNamed(json.encode(), "Peers");
    String now = "2026-11-21T09:03:14.322Z";
    assertThat(json)
        .isEqualTo(
            new JsonObject(
                """
                {"now":"%s",
                 "own":{"active":{"node":"db/0","since":"%s","reason":"db/0 is healthy, index unknown",
                     "reasonCode":"became_healthy"},
                   "trafficEnabled":true,"message":"","sessions":5,"healthy":1,"nodes":2},
                 "disagreement":[{"proxy":"me","active":"db/0"},{"proxy":"one","active":"db/1"}],
                 "peers":[
                  {"uri":"me","link":"https://me/","self":true,"asked":null,"reachable":true,"error":null,
                   "active":"db/0","trafficEnabled":true,"message":"","sessions":5,"healthy":1,"nodes":2},
                  {"uri":"one","link":"https://one/","self":false,"asked":"%s","reachable":true,"error":null,
                   "active":"db/1","trafficEnabled":false,"message":"why","sessions":42,"healthy":1,"nodes":3},
                  {"uri":"http://two:80","link":"http://two:80/","self":false,"asked":"%s","reachable":false,
                   "error":"connection refused","active":null,"trafficEnabled":null,"message":null,
                   "sessions":null,"healthy":null,"nodes":null}]}
                """
                    .formatted(now, now, now, now)));
  }

  @Test
  void peers_areServed_withTheInstanceOfThisProcess() throws Exception {
    listen("one", "two");

    HttpResponse<String> answer = web.get("/v0/peers");

    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("application/json; charset=utf-8");
    assertThat(answer.headers().firstValue("Patchbay-Instance")).hasValue("this-process");
    JsonArray peers = new JsonObject(answer.body()).getJsonArray("peers");
    assertThat(peers).hasSize(2);
    assertThat(peers.getJsonObject(0).getValue("asked")).isNull();
    assertThat(peers.getJsonObject(0).getBoolean("reachable")).isFalse();
  }

  @Test
  void api_namesTheInstance_toThoseItLetsIn() throws Exception {
    web.api();

    assertThat(web.get("/v0/cluster").headers().firstValue("Patchbay-Instance"))
        .hasValue("this-process");
    assertThat(web.send(web.to("/v0/cluster")).headers().firstValue("Patchbay-Instance")).isEmpty();
  }
}

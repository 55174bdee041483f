package dev.patchbay.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.testing.FakePeer;
import dev.patchbay.testing.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Against real servers on loopback, which answer as peers, or as what may stand in their place. */
class PeerWatchTest {
  private static final String CREDENTIALS =
      "Basic "
          + Base64.getEncoder().encodeToString("proxy:s3cret".getBytes(StandardCharsets.UTF_8));
  private static final int INTERVAL_MILLIS = 50;
  private static final int API_PORT = 8080;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile PeerFacts own = new PeerFacts(Optional.of("db/0"), true, "", 7, 2, 2);
  private Optional<ApiConfig.Tls> tls = Optional.empty();
  private String bindAddress = "";
  private PeerWatch watch;

  @AfterEach
  void close() throws Exception {
    if (watch != null) {
      watch.stop();
    }
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private void watch(String... uris) {
    PatchbayConfig config =
        new PatchbayConfig(
            bindAddress,
            new ProxyConfig(
                1, 0, 1, 1, 1, 0, 0, ProxyConfig.Stall.DEFAULT, ActiveNodePolicy.STICKY, List.of()),
            new ApiConfig(API_PORT, 8082, "proxy", "s3cret", false, List.of(uris), tls),
            Optional.empty(),
            1936,
            Optional.empty(),
            new PatchbayConfig.StatusLog(false, Duration.ofMinutes(1)),
            new PatchbayConfig.Metrics(false, 0));
    watch =
        new PeerWatch(
            vertx,
            vertx.getOrCreateContext(),
            Clock.systemUTC(),
            config,
            PeerWatch.randomInstance(),
            INTERVAL_MILLIS,
            () -> own,
            new PeerWatch.Listener() {
              @Override
              public void disagreed(List<Opinion> opinions) {
                told.add("disagreed " + opinions);
              }

              @Override
              public void agreed() {
                told.add("agreed");
              }
            });
    watch.start();
  }

  /** What is known of the first entry, once it has been asked. */
  private PeerView asked() {
    await().atMost(Duration.ofSeconds(20)).until(() -> watch.views().get(0).asked().isPresent());
    return watch.views().get(0);
  }

  private String error() {
    PeerView view = asked();
    assertThat(view.facts()).isEmpty();
    return view.error().orElseThrow();
  }

  @Test
  void peer_saysWhatItIs_andIsAskedWithOurCredentials() throws Exception {
    FakePeer peer = new FakePeer(vertx).says("db/0", 3, 4);

    watch(peer.uri());

    PeerView view = asked();
    assertThat(view.facts()).hasValue(new PeerFacts(Optional.of("db/0"), true, "", 7, 1, 2));
    assertThat(view.error()).isEmpty();
    assertThat(view.self()).isFalse();
    assertThat(peer.asked)
        .startsWith(
            new FakePeer.Asked("/v0/cluster", CREDENTIALS, "https"),
            new FakePeer.Asked("/v0/backends", CREDENTIALS, "https"));
  }

  @Test
  void peerWithoutNodeOrTraffic_isReachable() throws Exception {
    FakePeer peer =
        new FakePeer(vertx)
            .does(
                request ->
                    FakePeer.answer(
                        request,
                        "{\"activeBackend\":null,\"trafficEnabled\":false,\"message\":\"upgrade\"}",
                        "[]"));

    watch(peer.uri());

    assertThat(asked().facts())
        .hasValue(new PeerFacts(Optional.empty(), false, "upgrade", 0, 0, 0));
  }

  @Test
  void peer_isAskedAgain() throws Exception {
    FakePeer peer = new FakePeer(vertx).says("db/0", 1, 0);
    watch(peer.uri());
    assertThat(asked().facts().orElseThrow().sessions()).isEqualTo(1);

    peer.says("db/0", 9, 0);

    await().until(() -> watch.views().get(0).facts().orElseThrow().sessions() == 9);
  }

  @Test
  void hangingPeer_isGivenUp_andItsConnectionClosed() throws Exception {
    FakePeer peer = new FakePeer(vertx).does(request -> {});

    watch(peer.uri());

    assertThat(error()).isEqualTo("no answer within 2000 ms");
    watch.stop();
    await().until(() -> peer.open.get() == 0);
  }

  @Test
  void hangingPeer_holdsNoOtherUp_andIsAskedOnceAtATime() throws Exception {
    FakePeer hanging = new FakePeer(vertx).does(request -> {});
    FakePeer peer = new FakePeer(vertx);

    watch(hanging.uri(), peer.uri());

    await().until(() -> watch.views().get(1).facts().isPresent());
    assertThat(watch.views().get(0).asked()).isEmpty();
    // Forty rounds would have begun in this time.
    error();
    assertThat(hanging.asked.size()).isLessThanOrEqualTo(2);
  }

  @Test
  void peerThatAnswersOneQuestionOnly_isGivenUp() throws Exception {
    FakePeer peer =
        new FakePeer(vertx)
            .does(
                request -> {
                  if (request.path().equals("/v0/cluster")) {
                    request.response().end(FakePeer.cluster("db/0"));
                  }
                });

    watch(peer.uri());

    assertThat(error()).isEqualTo("no answer within 2000 ms");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirect_isNotFollowed(int status) throws Exception {
    FakePeer elsewhere = new FakePeer(vertx);
    FakePeer peer =
        new FakePeer(vertx)
            .does(
                request ->
                    request
                        .response()
                        .setStatusCode(status)
                        .putHeader("Location", elsewhere.uri() + "/v0/cluster")
                        .end());

    watch(peer.uri());

    assertThat(error())
        .isEqualTo(
            status + ", leads to " + elsewhere.uri() + "/v0/cluster; redirects are not followed");
    await().until(() -> peer.asked.size() > 2);
    assertThat(elsewhere.asked).isEmpty();
  }

  @Test
  void otherPassword_isSaid() throws Exception {
    FakePeer peer =
        new FakePeer(vertx).does(request -> request.response().setStatusCode(401).end());

    watch(peer.uri());

    assertThat(error()).isEqualTo("401: it has another user name or password than this proxy");
  }

  @Test
  void otherStatus_isSaid() throws Exception {
    FakePeer peer =
        new FakePeer(vertx).does(request -> request.response().setStatusCode(503).end());

    watch(peer.uri());

    assertThat(error()).isEqualTo("503 in place of an answer");
  }

  @Test
  void longAnswer_isNotReadToItsEnd() throws Exception {
    FakePeer peer = new FakePeer(vertx).does(request -> sendMegabytes(request, 10));

    watch(peer.uri());

    assertThat(error()).isEqualTo("200, but longer than 65536 bytes");
    watch.stop();
    await().until(() -> peer.open.get() == 0);
  }

  private static void sendMegabytes(HttpServerRequest request, int megabytes) {
    request.response().setChunked(true).exceptionHandler(e -> {});
    for (int i = 0; i < megabytes; i++) {
      request.response().write(Buffer.buffer(" ".repeat(1024 * 1024)));
    }
    request.response().end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "null",
        "[]",
        "{}",
        "{\"activeBackend\":[]}",
        "{\"activeBackend\":{}, \"trafficEnabled\":true}",
        "{\"activeBackend\":null,\"trafficEnabled\":\"yes\"}",
        "{\"activeBackend\":null,\"trafficEnabled\":true",
      })
  void garbage_isNoProxysAnswer(String cluster) throws Exception {
    FakePeer peer =
        new FakePeer(vertx)
            .does(request -> FakePeer.answer(request, cluster, FakePeer.backends(1, 1)));

    watch(peer.uri());

    assertThat(error()).isEqualTo("200, but what it says is not what a proxy says");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[1]", "[{}]", "[{\"healthy\":true}]"})
  void garbageOfNodes_isNoProxysAnswer(String backends) throws Exception {
    FakePeer peer =
        new FakePeer(vertx)
            .does(request -> FakePeer.answer(request, FakePeer.cluster("db/0"), backends));

    watch(peer.uri());

    assertThat(error()).isEqualTo("200, but what it says is not what a proxy says");
  }

  @Test
  void certificateOfOurAuthority_isTrusted() throws Exception {
    TestCertificates authority = TestCertificates.authority();
    trustOwn(authority);
    FakePeer peer = new FakePeer(vertx, Optional.of(authority.server("localhost")));

    watch(peer.uri("localhost"));

    assertThat(asked().error()).isEmpty();
    assertThat(asked().facts()).isPresent();
  }

  @Test
  void certificateOfAnotherAuthority_isNotTrusted_andNothingIsSentThere() throws Exception {
    trustOwn(TestCertificates.authority());
    FakePeer peer =
        new FakePeer(vertx, Optional.of(TestCertificates.authority().server("localhost")));

    watch(peer.uri("localhost"));

    // On a busy machine the first handshake may take longer than a question may.
    await().untilAsserted(() -> assertThat(error()).startsWith("TLS not verified: "));
    assertThat(peer.asked).isEmpty();
  }

  @Test
  void certificateForAnotherHost_isNotTrusted_andNothingIsSentThere() throws Exception {
    TestCertificates authority = TestCertificates.authority();
    trustOwn(authority);
    FakePeer peer = new FakePeer(vertx, Optional.of(authority.server("somebody.else")));

    watch(peer.uri("localhost"));

    await()
        .untilAsserted(
            () -> assertThat(error()).startsWith("TLS not verified: ").contains("localhost"));
    assertThat(peer.asked).isEmpty();
  }

  private void trustOwn(TestCertificates authority) {
    TestCertificates.Server server = authority.server("this.proxy");
    tls =
        Optional.of(
            new ApiConfig.Tls(server.certificatePem() + authority.caPem(), server.keyPem()));
  }

  @Test
  void peerThatSpeaksNoTls_isSaid() throws Exception {
    FakePeer peer = new FakePeer(vertx);

    watch(peer.uri().replace("http:", "https:"));

    assertThat(error()).startsWith("no TLS: ");
    assertThat(peer.asked).isEmpty();
  }

  @Test
  void refusedConnection_isSaid() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    watch("http://127.0.0.1:" + port);

    assertThat(error()).isEqualTo("connection refused");
  }

  @Test
  void hostThatDoesNotResolve_isSaid() {
    watch("https://no-such-host.invalid");

    assertThat(error()).isIn("host name not found", "no answer within 2000 ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "-", "999.1.1.1", "[1.2.3.4]", "[:::::]", "a_b"})
  void hostThatIsNone_isSaid_andKeepsNobodyFromBeingAsked(String host) throws Exception {
    FakePeer peer = new FakePeer(vertx);

    watch("https://" + host, "https://" + "x".repeat(300), peer.uri());

    assertThat(error()).isNotBlank();
    await().atMost(Duration.ofSeconds(20)).until(() -> peer.asked.size() > 4);
    assertThat(watch.views().get(1).error()).isPresent();
  }

  @Test
  void textThatIsNoHost_isSaid() {
    watch("\"><script>");

    assertThat(watch.views().get(0).error()).hasValue("not a host name that can be asked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "[::1]"})
  void addressOfThisProxy_isNotAsked(String host) {
    watch("http://" + host + ":" + API_PORT);

    await().until(() -> watch.views().get(0).self());
    assertThat(watch.views().get(0).facts()).hasValue(own);
    assertThat(watch.views().get(0).error()).isEmpty();
    own = new PeerFacts(Optional.of("db/1"), true, "", 0, 1, 2);
    assertThat(watch.views().get(0).facts()).hasValue(own);
  }

  @Test
  void otherAddressOfThisMachine_isAnotherProxy_ifThisOneHasAnAddressOfItsOwn() {
    bindAddress = "127.0.0.2";

    watch("http://127.0.0.1:" + API_PORT, "http://127.0.0.2:" + API_PORT);

    await().until(() -> watch.views().get(1).self());
    assertThat(watch.views().get(0).self()).isFalse();
  }

  @Test
  void peerThatTurnsOutToBeThisProxy_isNotAskedAgain() throws Exception {
    FakePeer peer =
        new FakePeer(vertx).does(request -> request.response().setStatusCode(404).end());
    FakePeer other = new FakePeer(vertx).saysAs("somebody else");
    watch(peer.uri(), other.uri());
    asked();

    peer.saysAs(watch.instance());

    await().until(() -> watch.views().get(0).self());
    int before = peer.asked.size();
    int otherBefore = other.asked.size();
    await().until(() -> other.asked.size() > otherBefore + 4);
    assertThat(peer.asked).hasSize(before);
    assertThat(watch.views().get(1).self()).isFalse();
  }

  @Test
  void differenceInOneRound_isAFailover() throws Exception {
    FakePeer peer = new FakePeer(vertx);
    watch(peer.uri());
    asked();

    // One answer, and so one round, that differs.
    boolean[] once = {true};
    peer.does(
        request -> {
          boolean differs = once[0];
          if (request.path().equals("/v0/backends")) {
            once[0] = false;
          }
          FakePeer.answer(
              request, FakePeer.cluster(differs ? "db/1" : "db/0"), FakePeer.backends(1, 1));
        });

    int before = peer.asked.size();
    await().until(() -> peer.asked.size() > before + 8);
    assertThat(once[0]).isFalse();
    assertThat(told).isEmpty();
    assertThat(watch.disagreement()).isEmpty();
  }

  @Test
  void differenceInTwoRounds_isLoud_untilTheyAgree() throws Exception {
    FakePeer peer = new FakePeer(vertx).says("db/1", 0, 0);

    watch(peer.uri());

    await().until(() -> !told.isEmpty());
    List<Opinion> opinions =
        List.of(new Opinion("this proxy", "db/0"), new Opinion(peer.uri(), "db/1"));
    assertThat(told).containsExactly("disagreed " + opinions);
    assertThat(watch.disagreement()).isEqualTo(opinions);

    own = new PeerFacts(Optional.of("db/1"), true, "", 0, 1, 2);

    await().until(() -> told.size() > 1);
    assertThat(told).containsExactly("disagreed " + opinions, "agreed");
    assertThat(watch.disagreement()).isEmpty();
  }

  @Test
  void fortyPeers_areAllAsked() throws Exception {
    FakePeer peer = new FakePeer(vertx);
    List<String> uris = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      uris.add(peer.uri());
    }

    watch(uris.toArray(String[]::new));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> watch.views().stream().allMatch(v -> v.facts().isPresent()));
    assertThat(watch.views()).hasSize(40);
  }

  @Test
  void stoppedWatch_asksNoMore() throws Exception {
    FakePeer peer = new FakePeer(vertx);
    watch(peer.uri());
    asked();

    watch.stop();

    await().until(() -> peer.open.get() == 0);
    int before = peer.asked.size();
    FakePeer other = new FakePeer(vertx);
    PeerWatch stopped = watch;
    watch(other.uri());
    await().until(() -> other.asked.size() > 6);
    assertThat(peer.asked).hasSize(before);
    assertThat(stopped.views()).hasSize(1);
  }

  @Test
  void disagreement_isLoggedWithWhoSendsClientsWhere_asData() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger peers = (Logger) LoggerFactory.getLogger("peers");
    log.start();
    peers.addAppender(log);
    try {
      FakePeer peer = new FakePeer(vertx).says("db/1", 0, 0);
      watch(peer.uri());
      await().atMost(Duration.ofSeconds(60)).until(() -> !told.isEmpty());
      watch.stop();

      assertThat(List.copyOf(log.list))
          .filteredOn(e -> e.getMessage().equals("Proxies send clients to different nodes"))
          .singleElement()
          .satisfies(
              e ->
                  assertThat(e.getKeyValuePairs().get(0).value)
                      .asInstanceOf(list(Map.class))
                      .contains(Map.of("proxy", "this proxy", "active", "db/0"))
                      .hasSize(2));
    } finally {
      peers.detachAppender(log);
    }
  }

  @Test
  void credentials_areInNoLogAndNoMessage() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = root.getLevel();
    log.start();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
    try {
      FakePeer peer = new FakePeer(vertx).says("db/1", 0, 0);
      FakePeer faulty = new FakePeer(vertx).does(request -> request.connection().close());
      watch(peer.uri(), faulty.uri(), "https://no-such-host.invalid");
      await().until(() -> !told.isEmpty());
      await().until(() -> watch.views().stream().allMatch(v -> v.asked().isPresent()));
      watch.stop();
    } finally {
      root.setLevel(level);
      root.detachAppender(log);
    }

    List<String> lines =
        List.copyOf(log.list).stream()
            .map(e -> e.getFormattedMessage() + e.getKeyValuePairs())
            .toList();
    assertThat(lines).anyMatch(l -> l.contains("Proxies send clients to different nodes"));
    String all = lines + told.toString() + watch.views();
    assertThat(all)
        .doesNotContain("s3cret")
        .doesNotContain(CREDENTIALS.substring("Basic ".length()));
  }
}

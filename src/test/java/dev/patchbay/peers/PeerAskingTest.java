package dev.patchbay.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.OtherProxies;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.testing.FakePeer;
import dev.patchbay.testing.TestCertificates;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who is asked and where, whom our user name and password are sent to, and what is told of it. */
class PeerAskingTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int INTERVAL_MILLIS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final TestCertificates authority = TestCertificates.authority();
  private Optional<ApiConfig.Tls> tls = Optional.empty();
  private PeerWatch watch;

  @AfterEach
  void close() throws Exception {
    if (watch != null) {
      watch.stop();
    }
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private PeerWatch watch(OtherProxies others, String... uris) {
    watch =
        new PeerWatch(
            vertx,
            vertx.getOrCreateContext(),
            Clock.systemUTC(),
            config(others, uris),
            "this",
            INTERVAL_MILLIS,
            () -> new PeerFacts(Optional.of("db/0"), true, "", 7, 2, 2),
            new PeerWatch.Listener() {
              @Override
              public void disagreed(List<Opinion> opinions) {}

              @Override
              public void agreed() {}
            });
    watch.start();
    return watch;
  }

  private PatchbayConfig config(OtherProxies others, String... uris) {
    return new PatchbayConfig(
        "127.0.0.9",
        new ProxyConfig(
            1, 0, 1, 1, 1, 0, 0, ProxyConfig.Stall.DEFAULT, ActiveNodePolicy.STICKY, List.of()),
        new ApiConfig(8080, 8082, "proxy", "s3cret", false, List.of(uris), tls).asking(others),
        Optional.empty(),
        1936,
        Optional.empty(),
        new PatchbayConfig.StatusLog(false, Duration.ofMinutes(1)),
        new PatchbayConfig.Metrics(false, 0));
  }

  private static OtherProxies at(Optional<String> serverName, String... addresses) {
    return new OtherProxies(true, false, List.of(addresses), serverName);
  }

  private static PeerView first(PeerWatch watch) {
    return watch.views().get(0);
  }

  /** The address is loopback's, but does not look so. */
  @Test
  void plainHttpToAnotherMachine_isNotAsked() throws Exception {
    FakePeer remote = new FakePeer(vertx);
    FakePeer local = new FakePeer(vertx);

    watch(OtherProxies.DEFAULT, remote.uri("0.0.0.0"), local.uri());

    // Some rounds have passed.
    await().atMost(LONG).until(() -> local.asked.size() > 6);
    assertThat(remote.asked).isEmpty();
    assertThat(first(watch).isLeftAlone()).isTrue();
    assertThat(first(watch).isMissed()).isFalse();
    assertThat(first(watch).error().orElseThrow())
        .startsWith("not asked: by http user name and password would be sent unencrypted");
  }

  @Test
  void plainHttpToAnotherMachine_isAsked_ifAKeySaysSo() throws Exception {
    FakePeer remote = new FakePeer(vertx);

    watch(new OtherProxies(true, true, List.of(), Optional.empty()), remote.uri("0.0.0.0"));

    await().atMost(LONG).until(() -> first(watch).facts().isPresent());
  }

  @Test
  void askingSwitchedOff_asksNobody_andAReloadSwitchesItOn() throws Exception {
    FakePeer peer = new FakePeer(vertx);
    FakePeer ofAnother = new FakePeer(vertx);
    OtherProxies off = new OtherProxies(false, false, List.of(), Optional.empty());
    PeerWatch silent = watch(off, peer.uri());

    PeerWatch asking = watch(OtherProxies.DEFAULT, ofAnother.uri());

    await().atMost(LONG).until(() -> ofAnother.asked.size() > 6);
    assertThat(peer.asked).isEmpty();
    assertThat(first(silent).error()).hasValue("not asked: API.AskOtherProxies is false");
    assertThat(first(silent).isLeftAlone()).isTrue();
    asking.stop();

    silent.reload(config(OtherProxies.DEFAULT, peer.uri()));

    await().atMost(LONG).until(() -> first(silent).facts().isPresent());
    silent.stop();
  }

  @Test
  void address_isAskedInPlaceOfTheEntry_whichKeepsItsName() throws Exception {
    FakePeer peer = new FakePeer(vertx);

    watch(at(Optional.empty(), peer.uri()), "0-proxy.example.com");

    await().atMost(LONG).until(() -> first(watch).facts().isPresent());
    assertThat(first(watch).name()).isEqualTo("0-proxy.example.com");
    assertThat(first(watch).uri().link()).isEqualTo("https://0-proxy.example.com/");
  }

  /** As the proxies of a BOSH deployment: one certificate for all, whose names are no addresses. */
  @Test
  void ourOwnCertificate_isTrustedAtAnyAddress() throws Exception {
    TestCertificates.Server shared = ownCertificate(authority.server("proxy-tls"));
    FakePeer peer = new FakePeer(vertx, Optional.of(shared));

    watch(at(Optional.empty(), peer.uri()), "0-proxy.example.com");

    await().atMost(LONG).until(() -> first(watch).facts().isPresent());
  }

  @Test
  void anotherCertificateOfOurAuthority_isTrustedByTheNameThatIsConfigured() throws Exception {
    ownCertificate(authority.server("proxy-tls"));
    FakePeer renewed = new FakePeer(vertx, Optional.of(authority.server("proxy-tls")));

    watch(at(Optional.of("proxy-tls"), renewed.uri()), "0-proxy.example.com");

    await().atMost(LONG).until(() -> first(watch).facts().isPresent());
  }

  @Test
  void anotherCertificateOfOurAuthority_isNotTrustedAtAnAddress_andNothingIsSentThere()
      throws Exception {
    ownCertificate(authority.server("proxy-tls"));
    FakePeer another = new FakePeer(vertx, Optional.of(authority.server("proxy-tls")));

    watch(at(Optional.empty(), another.uri()), "0-proxy.example.com");

    await()
        .atMost(LONG)
        .until(() -> first(watch).error().orElse("").startsWith("TLS not verified: "));
    assertThat(another.asked).isEmpty();
  }

  @Test
  void certificateOfSomebodyElse_withTheRightName_isNotTrusted() throws Exception {
    ownCertificate(authority.server("proxy-tls"));
    FakePeer stranger =
        new FakePeer(vertx, Optional.of(TestCertificates.authority().server("proxy-tls")));

    watch(at(Optional.of("proxy-tls"), stranger.uri()), "0-proxy.example.com");

    await()
        .atMost(LONG)
        .until(() -> first(watch).error().orElse("").startsWith("TLS not verified: "));
    assertThat(stranger.asked).isEmpty();
  }

  @Test
  void proxyThatDoesNotAnswer_isToldOnce_andOnceWhenItIsBack() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    Logger log = (Logger) LoggerFactory.getLogger("peers");
    Lines appender = new Lines(lines);
    appender.start();
    log.addAppender(appender);
    try {
      FakePeer peer =
          new FakePeer(vertx).does(request -> request.response().setStatusCode(503).end());
      watch(OtherProxies.DEFAULT, peer.uri());
      await().atMost(LONG).until(() -> peer.asked.size() > 20);
      assertThat(of(lines, peer))
          .containsExactly(
              "ERROR Another proxy does not answer proxy="
                  + peer.uri()
                  + " error=503 in place of an answer");

      peer.says("db/0", 0, 0);
      await().atMost(LONG).until(() -> of(lines, peer).size() > 1);
      int before = peer.asked.size();
      await().atMost(LONG).until(() -> peer.asked.size() > before + 20);

      assertThat(of(lines, peer)).hasSize(2);
      assertThat(of(lines, peer).get(1))
          .isEqualTo("INFO Another proxy answers again proxy=" + peer.uri());
    } finally {
      log.detachAppender(appender);
    }
  }

  private static List<String> of(List<String> lines, FakePeer peer) {
    return lines.stream().filter(line -> line.contains(peer.uri())).toList();
  }

  private TestCertificates.Server ownCertificate(TestCertificates.Server own) {
    tls = Optional.of(new ApiConfig.Tls(own.certificatePem() + authority.caPem(), own.keyPem()));
    return own;
  }

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final List<String> lines;

    private Lines(List<String> lines) {
      this.lines = lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
        StringBuilder line = new StringBuilder(event.getLevel() + " " + event.getMessage());
        event.getKeyValuePairs().forEach(pair -> line.append(" " + pair.key + "=" + pair.value));
        lines.add(line.toString());
      }
    }
  }
}

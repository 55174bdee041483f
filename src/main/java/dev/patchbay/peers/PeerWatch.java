package dev.patchbay.peers;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyUri;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the other proxies every few seconds what they say of themselves, all at once, and no peer
 * again before it has answered or was given up. The questions are asked on one event loop; what is
 * known may be read from any thread.
 */
public final class PeerWatch {
  /** The header of an answer that says which process gave it. */
  public static final String INSTANCE_HEADER = "Patchbay-Instance";

  static final int INTERVAL_MILLIS = 5000;
  static final int TIMEOUT_MILLIS = 2000;
  private static final int MAX_HEADER_BYTES = 8192;
  private static final Logger LOG = LoggerFactory.getLogger("peers");

  /** Told when the proxies begin or cease to disagree, on the watch's loop. */
  public interface Listener {

    /** They do now. */
    void disagreed(List<Opinion> opinions);

    /** They have been seen to send clients to the same node again. */
    void agreed();
  }

  /**
   * @param own the entries that are this proxy's own address
   */
  private record Prepared(TrustManager trust, Set<Peer> own) {}

  private final Vertx vertx;
  private final Context loop;
  private final Clock clock;
  private final PatchbayConfig config;
  private final int intervalMillis;
  private final Supplier<PeerFacts> own;
  private final Listener listener;
  private final String authorization;
  private final String instance = randomId();
  private final List<Peer> peers = new ArrayList<>();

  private volatile Agreement agreement = Agreement.UNKNOWN;
  private volatile boolean stopped;
  private HttpClient client;
  private long timer;
  private boolean asking;

  /** One entry; its view is written on the loop only. */
  private static final class Peer {
    private final ProxyUri uri;
    private volatile boolean self;
    private volatile PeerView view;

    private Peer(ProxyUri uri) {
      this.uri = uri;
      this.view = PeerView.unasked(uri);
    }
  }

  /**
   * A watch that has not started.
   *
   * @param own this proxy's own facts; asked from any thread
   */
  public PeerWatch(
      Vertx vertx,
      Context loop,
      Clock clock,
      PatchbayConfig config,
      Supplier<PeerFacts> own,
      Listener listener) {
    this(vertx, loop, clock, config, INTERVAL_MILLIS, own, listener);
  }

  PeerWatch(
      Vertx vertx,
      Context loop,
      Clock clock,
      PatchbayConfig config,
      int intervalMillis,
      Supplier<PeerFacts> own,
      Listener listener) {
    this.vertx = vertx;
    this.loop = loop;
    this.clock = clock;
    this.config = config;
    this.intervalMillis = intervalMillis;
    this.own = own;
    this.listener = listener;
    ApiConfig api = config.api();
    byte[] credentials = (api.username() + ":" + api.password()).getBytes(StandardCharsets.UTF_8);
    this.authorization = "Basic " + Base64.getEncoder().encodeToString(credentials);
    api.proxyUris().forEach(text -> peers.add(new Peer(ProxyUri.of(text))));
  }

  private static String randomId() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** By this the proxy tells itself from others; the API's answers carry it. From any thread. */
  public String instance() {
    return instance;
  }

  /** What is known of each entry, in configuration order. From any thread. */
  public List<PeerView> views() {
    return peers.stream().map(this::view).toList();
  }

  /** This proxy's own facts. From any thread. */
  public PeerFacts own() {
    return own.get();
  }

  /** Who sends clients where, if that is not the same node for all; else empty. From any thread. */
  public List<Opinion> disagreement() {
    return agreement.disagreement();
  }

  /** Begins to ask, if there is anybody to be asked. From any thread. */
  public void start() {
    if (peers.isEmpty()) {
      return;
    }
    loop.runOnContext(
        v ->
            vertx
                .executeBlocking(this::prepare, false)
                .onSuccess(this::begin)
                .onFailure(e -> LOG.atError().setCause(e).log("Other proxies cannot be asked")));
  }

  /** Ends it; what was asked is not waited for. From any thread. */
  public void stop() {
    stopped = true;
    loop.runOnContext(
        v -> {
          if (client != null) {
            vertx.cancelTimer(timer);
            client.close();
          }
        });
  }

  private Prepared prepare() throws Exception {
    OwnAddresses own = OwnAddresses.find(config.bindAddress(), config.api().port());
    return new Prepared(
        PeerTrust.manager(config.api().tls()),
        peers.stream()
            .filter(peer -> peer.uri.address().filter(own::contain).isPresent())
            .collect(Collectors.toSet()));
  }

  private void begin(Prepared prepared) {
    if (stopped) {
      return;
    }
    prepared.own().forEach(peer -> peer.self = true);
    client = vertx.createHttpClient(clientOptions(prepared.trust()));
    askAll();
    timer = vertx.setPeriodic(intervalMillis, t -> askAll());
  }

  private static HttpClientOptions clientOptions(TrustManager trust) {
    return new HttpClientOptions()
        .setConnectTimeout(TIMEOUT_MILLIS)
        .setSslHandshakeTimeout(TIMEOUT_MILLIS)
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setVerifyHost(true)
        .setTrustOptions(TrustOptions.wrap(trust))
        // Long enough for the second question, and too short for the next round.
        .setKeepAliveTimeout(1)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(MAX_HEADER_BYTES);
  }

  private void askAll() {
    if (asking || stopped) {
      return;
    }
    List<Future<?>> answers = new ArrayList<>();
    peers.stream().filter(peer -> !peer.self).forEach(peer -> answers.add(ask(peer)));
    // Not before: were one of them to throw, nobody would ever be asked again.
    asking = true;
    Future.join(answers)
        .onComplete(
            done -> {
              asking = false;
              settle();
            });
  }

  private Future<Void> ask(Peer peer) {
    if (peer.uri.address().isEmpty()) {
      peer.view = PeerView.failed(peer.uri, clock.instant(), "not a host name that can be asked");
      return Future.succeededFuture();
    }
    return PeerPoll.ask(vertx, client, peer.uri.address().get(), authorization, TIMEOUT_MILLIS)
        .onComplete(
            done ->
                peer.view =
                    done.succeeded()
                        ? answered(peer, done.result())
                        : PeerView.failed(
                            peer.uri, clock.instant(), String.valueOf(done.cause().getMessage())))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private PeerView answered(Peer peer, PeerPoll.Result result) {
    peer.self = result.instance().equals(instance);
    return PeerView.answered(peer.uri, clock.instant(), result.facts());
  }

  private PeerView view(Peer peer) {
    return peer.self ? PeerView.self(peer.uri, own.get()) : peer.view;
  }

  private void settle() {
    if (stopped) {
      return;
    }
    Agreement before = agreement;
    agreement = before.after(opinions());
    if (agreement.unsettled() && !before.unsettled()) {
      LOG.atError()
          .addKeyValue("proxies", agreement.opinions().toString())
          .log("Proxies send clients to different nodes");
      listener.disagreed(agreement.opinions());
    } else if (before.unsettled() && !agreement.unsettled()) {
      LOG.atInfo().log("Proxies send clients to the same node again");
      listener.agreed();
    }
  }

  private List<Opinion> opinions() {
    List<Opinion> opinions = new ArrayList<>();
    List<PeerView> views = views();
    if (views.stream().noneMatch(PeerView::self)) {
      add(opinions, "this proxy", own.get());
    }
    for (PeerView view : views) {
      view.facts().ifPresent(facts -> add(opinions, view.name(), facts));
    }
    return opinions;
  }

  private static void add(List<Opinion> opinions, String proxy, PeerFacts facts) {
    if (facts.trafficEnabled()) {
      facts.active().ifPresent(node -> opinions.add(new Opinion(proxy, node)));
    }
  }
}

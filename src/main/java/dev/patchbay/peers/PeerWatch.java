package dev.patchbay.peers;

import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyUri;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
  static final int TIMEOUT_MILLIS = PeerClient.TIMEOUT_MILLIS;
  private static final Logger LOG = LoggerFactory.getLogger("peers");

  /** Told when the proxies begin or cease to disagree, on the watch's loop. */
  public interface Listener {

    /** They do now. */
    void disagreed(List<Opinion> opinions);

    /** They have been seen to send clients to the same node again. */
    void agreed();
  }

  private final Vertx vertx;
  private final Context loop;
  private final Clock clock;
  private final int intervalMillis;
  private final Supplier<PeerFacts> own;
  private final Listener listener;
  private final String instance;

  /** Written on the loop only, after the start. */
  private volatile Settings settings;

  private volatile Agreement agreement = Agreement.UNKNOWN;
  private volatile boolean stopped;
  private HttpClient client;
  private long timer;
  private boolean asking;

  /**
   * What the configuration says, until the next reload.
   *
   * @param asking what goes with each question
   */
  private record Settings(PatchbayConfig config, PeerClient.Asking asking, List<Peer> peers) {
    static Settings of(PatchbayConfig config) {
      return new Settings(
          config,
          PeerClient.asking(config.api()),
          config.api().proxies().stream()
              .map(uri -> new Peer(uri, config.api().whyNot(uri)))
              .toList());
    }
  }

  /** One entry; its view is written on the loop only. */
  private static final class Peer {
    private final ProxyUri uri;
    private final boolean asked;
    private volatile boolean self;
    private volatile PeerView view;
    private Absence absence = Absence.NONE;

    private Peer(ProxyUri uri, Optional<String> whyNot) {
      this.uri = uri;
      this.asked = whyNot.isEmpty();
      this.view =
          whyNot.map(why -> PeerView.neverAsked(uri, why)).orElseGet(() -> PeerView.unasked(uri));
    }

    private boolean isAsked() {
      return asked && !self;
    }
  }

  /**
   * A watch that has not started.
   *
   * @param instance names this process; see {@link #randomInstance}
   * @param own this proxy's own facts; asked from any thread
   */
  public PeerWatch(
      Vertx vertx,
      Context loop,
      Clock clock,
      PatchbayConfig config,
      String instance,
      Supplier<PeerFacts> own,
      Listener listener) {
    this(vertx, loop, clock, config, instance, INTERVAL_MILLIS, own, listener);
  }

  PeerWatch(
      Vertx vertx,
      Context loop,
      Clock clock,
      PatchbayConfig config,
      String instance,
      int intervalMillis,
      Supplier<PeerFacts> own,
      Listener listener) {
    this.vertx = vertx;
    this.loop = loop;
    this.clock = clock;
    this.settings = Settings.of(config);
    this.instance = instance;
    this.intervalMillis = intervalMillis;
    this.own = own;
    this.listener = listener;
  }

  /** A name for this process among all proxies, which no other one has. */
  public static String randomInstance() {
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
    return settings.peers().stream().map(this::view).toList();
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
    loop.runOnContext(v -> begin(settings));
  }

  /** Goes on with what this configuration says of the other proxies. From any thread. */
  public void reload(PatchbayConfig config) {
    loop.runOnContext(
        v -> {
          end();
          settings = Settings.of(config);
          agreement = Agreement.UNKNOWN;
          begin(settings);
        });
  }

  /** Ends it; what was asked is not waited for. From any thread. */
  public void stop() {
    stopped = true;
    loop.runOnContext(v -> end());
  }

  private void end() {
    asking = false;
    if (client != null) {
      vertx.cancelTimer(timer);
      client.close();
      client = null;
    }
  }

  private void begin(Settings of) {
    if (!of.peers().isEmpty()) {
      vertx
          .executeBlocking(() -> PeerClient.prepare(of.config()), false)
          .onSuccess(prepared -> begin(of, prepared))
          .onFailure(e -> LOG.atError().setCause(e).log("Other proxies cannot be asked"));
    }
  }

  private void begin(Settings of, PeerClient.Prepared prepared) {
    if (stopped || of != settings) {
      return;
    }
    of.peers().stream()
        .filter(peer -> prepared.own().contains(peer.uri))
        .forEach(peer -> peer.self = true);
    if (of.peers().stream().noneMatch(Peer::isAsked)) {
      return;
    }
    client = vertx.createHttpClient(PeerClient.options(prepared.trust()));
    askAll();
    timer = vertx.setPeriodic(intervalMillis, t -> askAll());
  }

  private void askAll() {
    if (asking || stopped) {
      return;
    }
    Settings asked = settings;
    List<Future<?>> answers = new ArrayList<>();
    asked.peers().stream().filter(Peer::isAsked).forEach(peer -> answers.add(ask(peer)));
    // Not before: were one of them to throw, nobody would ever be asked again.
    asking = true;
    Future.join(answers)
        .onComplete(
            done -> {
              if (asked == settings) {
                asking = false;
                settle();
              }
            });
  }

  private Future<Void> ask(Peer peer) {
    return PeerPoll.ask(
            vertx, client, peer.uri.address().orElseThrow(), settings.asking(), TIMEOUT_MILLIS)
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
    settings.peers().stream().filter(Peer::isAsked).forEach(PeerWatch::tellOfAbsence);
    Agreement before = agreement;
    agreement = before.after(opinions());
    if (agreement.unsettled() && !before.unsettled()) {
      LOG.atError()
          .addKeyValue("proxies", agreement.opinions().stream().map(PeerWatch::data).toList())
          .log("Proxies send clients to different nodes");
      listener.disagreed(agreement.opinions());
    } else if (before.unsettled() && !agreement.unsettled()) {
      LOG.atInfo().log("Proxies send clients to the same node again");
      listener.agreed();
    }
  }

  /** One line when it is missed, and one when it is back, however long that takes. */
  private static void tellOfAbsence(Peer peer) {
    Absence before = peer.absence;
    peer.absence = before.after(peer.view.isMissed());
    if (peer.absence.isKnown() && !before.isKnown()) {
      LOG.atError()
          .addKeyValue("proxy", peer.uri.text())
          .addKeyValue("error", peer.view.error().orElse(""))
          .log("Another proxy does not answer");
    } else if (before.isKnown() && !peer.absence.isKnown()) {
      LOG.atInfo().addKeyValue("proxy", peer.uri.text()).log("Another proxy answers again");
    }
  }

  private static Map<String, String> data(Opinion opinion) {
    return Map.of("proxy", opinion.proxy(), "active", opinion.active());
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

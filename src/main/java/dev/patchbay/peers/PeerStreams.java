package dev.patchbay.peers;

import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyUri;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.Said;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the streams of the other proxies, so that what one of them claims of the active node is
 * known here within milliseconds, and tells the router. What a proxy says counts until it has been
 * silent for {@link #SILENCE_MILLIS} of this process's own time. One that has no stream, or no
 * claims in it, as Switchboard and older versions, has no say. Everything happens on one event
 * loop.
 */
public final class PeerStreams {
  /** Three of the claims that are sent each second. */
  static final int SILENCE_MILLIS = 3000;

  /**
   * So long the first choice waits for what the others say, of this process's own time from the
   * moment at which they are asked. It costs a start nothing but where another proxy is there and
   * does not answer.
   */
  static final int ASK_MILLIS = 2500;

  /** So long it waits until they can be asked. */
  private static final int PREPARE_MILLIS = 5000;

  private static final int TICK_MILLIS = 250;
  private static final int AGAIN_MILLIS = 1000;

  /** For one that answered, but with no stream. */
  private static final int MUCH_LATER_MILLIS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger("peers");

  private final Vertx vertx;
  private final Context loop;
  private final Router router;
  private final String instance;

  private PatchbayConfig config;
  private List<Followed> all = List.of();
  private HttpClient client;
  private boolean stopped;
  private boolean asked;
  private boolean asking;
  private int waitedMillis;

  /**
   * Streams that are not followed yet.
   *
   * @param instance of this process, by which it tells itself from others
   */
  public PeerStreams(
      Vertx vertx, Context loop, PatchbayConfig config, Router router, String instance) {
    this.vertx = vertx;
    this.loop = loop;
    this.config = config;
    this.router = router;
    this.instance = instance;
  }

  /** Whether this configuration names anybody to agree with. */
  public static boolean isWanted(PatchbayConfig config) {
    return config.proxy().agree() && !PeerClient.asked(config.api()).isEmpty();
  }

  /** Begins to follow; at last after {@link #ASK_MILLIS} the router may choose. Any thread. */
  public void start() {
    loop.runOnContext(
        v -> {
          tick();
          begin();
        });
  }

  /** Follows those that this configuration names. From any thread. */
  public void reload(PatchbayConfig next) {
    loop.runOnContext(
        v -> {
          end();
          config = next;
          begin();
        });
  }

  /** Follows nobody any more. From any thread. */
  public void stop() {
    loop.runOnContext(
        v -> {
          stopped = true;
          end();
        });
  }

  private void begin() {
    PatchbayConfig of = config;
    if (!isWanted(of)) {
      asked();
      return;
    }
    vertx
        .executeBlocking(() -> PeerClient.prepare(of), false)
        .onSuccess(prepared -> begin(of, prepared))
        .onFailure(
            e -> {
              LOG.atError().setCause(e).log("Other proxies cannot be followed");
              asked();
            });
  }

  private void begin(PatchbayConfig of, PeerClient.Prepared prepared) {
    if (stopped || of != config) {
      return;
    }
    client = vertx.createHttpClient(PeerClient.options(prepared.trust()));
    all =
        PeerClient.asked(of.api()).stream()
            .filter(uri -> !prepared.own().contains(uri))
            .map(Followed::new)
            .toList();
    asking = true;
    // The first tick comes at once, or nearly: it counts for nothing.
    waitedMillis = -TICK_MILLIS;
    all.forEach(Followed::connect);
    askedIfAllAnswered();
  }

  private void end() {
    all.forEach(Followed::end);
    all = List.of();
    if (client != null) {
      client.close();
      client = null;
    }
  }

  /**
   * A chain of timers: after a pause of this process there is one tick, not as many as were missed.
   */
  private void tick() {
    if (!stopped) {
      waitedMillis += asked ? 0 : TICK_MILLIS;
      if (waitedMillis >= (asking ? ASK_MILLIS : PREPARE_MILLIS)) {
        asked();
      }
      all.forEach(Followed::tick);
      vertx.setTimer(TICK_MILLIS, t -> tick());
    }
  }

  private void askedIfAllAnswered() {
    if (all.stream().allMatch(f -> f.answered)) {
      asked();
    }
  }

  private void asked() {
    if (!asked) {
      asked = true;
      router.othersAsked();
    }
  }

  /** One other proxy. */
  private final class Followed {
    private final ProxyUri uri;
    private boolean answered;
    private boolean ended;
    private boolean heard;

    /** The next connection is already asked for. */
    private boolean waiting;

    private int silentMillis;
    private String complaint = "";
    private Optional<ClaimReader> reader = Optional.empty();
    private Runnable hangUp = () -> {};

    Followed(ProxyUri uri) {
      this.uri = uri;
    }

    private void connect() {
      if (ended) {
        return;
      }
      silentMillis = 0;
      client
          .request(
              PeerClient.asking(config.api())
                  .question(uri.address().orElseThrow(), "/v0/claims", "text/event-stream"))
          .compose(
              request -> {
                // A reset is told to whoever asked for it, and to the log if nobody listens.
                request.exceptionHandler(e -> {});
                hangUp = request::reset;
                return request.send();
              })
          .onSuccess(this::follow)
          .onFailure(e -> over(AGAIN_MILLIS));
    }

    private void follow(HttpClientResponse response) {
      String process = response.getHeader(PeerWatch.INSTANCE_HEADER);
      response.exceptionHandler(e -> over(AGAIN_MILLIS));
      if (ended) {
        hangUp.run();
      } else if (instance.equals(process)) {
        // Its own address by another name.
        end();
        answered();
      } else if (response.statusCode() != 200 || process == null) {
        over(response.statusCode() == 503 ? AGAIN_MILLIS : MUCH_LATER_MILLIS);
        hangUp.run();
      } else {
        ClaimReader claims = new ClaimReader(said -> hear(process, said));
        reader = Optional.of(claims);
        response.handler(
            bytes -> {
              try {
                claims.read(bytes);
              } catch (PeerFault e) {
                complain(e);
                over(MUCH_LATER_MILLIS);
                hangUp.run();
              }
            });
        response.endHandler(v -> over(AGAIN_MILLIS));
      }
    }

    private void hear(String process, Optional<Said> said) {
      if (ended) {
        return;
      }
      silentMillis = 0;
      if (said.isPresent()) {
        heard = true;
        complaint = "";
        router.heard(uri.text(), process, said.get());
      } else {
        silent();
      }
      answered();
    }

    private void answered() {
      answered = true;
      if (!asked) {
        askedIfAllAnswered();
      }
    }

    /** Once for each fault: it is asked again and again, and may not change for years. */
    private void complain(PeerFault fault) {
      if (!fault.getMessage().equals(complaint)) {
        complaint = fault.getMessage();
        LOG.atError()
            .addKeyValue("proxy", uri.text())
            .addKeyValue("error", complaint)
            .log("Another proxy's stream cannot be understood");
      }
    }

    /** This stream has ended, or never began: what was heard counts a little longer. */
    private void over(int againMillis) {
      if (ended || waiting) {
        return;
      }
      waiting = true;
      answered();
      vertx.setTimer(
          againMillis,
          t -> {
            waiting = false;
            connect();
          });
    }

    private void tick() {
      silentMillis += TICK_MILLIS;
      reader.ifPresent(ClaimReader::timePassed);
      if (silentMillis >= SILENCE_MILLIS) {
        silent();
        if (!waiting) {
          hangUp.run();
          over(AGAIN_MILLIS);
        }
      }
    }

    private void silent() {
      if (heard) {
        heard = false;
        router.silent(uri.text());
      }
    }

    private void end() {
      ended = true;
      silent();
      hangUp.run();
    }
  }
}

package dev.patchbay.health;

import dev.patchbay.text.HostPort;
import dev.patchbay.text.RateLimit;
import dev.patchbay.topology.Node;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what one node's agent says by itself, where it has a stream. "Unhealthy" counts at once.
 * "Healthy" only brings a check forward where the last message was another one; and so does a
 * stream that ends, or falls silent: it is never a verdict by itself. One that cannot be understood
 * is dropped, named in the log, and tried again much later. On the control loop.
 *
 * <p>Time is counted in ticks, each of which is set when the one before is over: a proxy that stood
 * still has not waited. What was said meanwhile is old, and perhaps very much: it follows anew.
 */
final class StreamWatch {
  static final String PATH = "/api/v1/stream";

  /** Where agents have their state that may have a stream beside it. */
  private static final String STATUS_PATH = "/api/v1/status";

  static final int SILENCE_MILLIS = 300;

  /** One that is silent for so long may be a connection to a machine that is no more. */
  static final int DEAD_MILLIS = 3_000;

  /** So long an agent may take to begin its answer. */
  private static final int HEAD_MILLIS = 5_000;

  private static final int TICK_MILLIS = 50;

  /** So long one connection is followed to a host that is given by name: it may lead elsewhere. */
  private static final int NAME_MILLIS = 30_000;

  private static final int AGAIN_MILLIS = 500;

  /** Much more than a tick is late on a busy machine. */
  private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** For an agent that has too many followers. */
  private static final int FULL_MILLIS = 10_000;

  /** For an agent that has no stream, or one that cannot be understood. */
  private static final int MUCH_LATER_MILLIS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger("health");

  /** What is to be done about what was heard. */
  interface Listener {
    /** The agent says this, whether or not it is news. */
    void said(Verdict verdict);

    /** The agent says that its node must not take traffic. */
    void unhealthy(Verdict verdict);

    /** The node should be checked now. */
    void doubt();
  }

  private final Vertx vertx;
  private final Node node;
  private final Supplier<Future<HttpClientConnection>> dialer;
  private final Listener listener;
  private final LongSupplier nanoTime;
  private final RateLimit faults;
  private final StreamCredit credit = new StreamCredit();

  /** Grows with each connection: what a former one still says counts for nothing. */
  private int attempt;

  private HttpClientConnection connection;
  private boolean stopped;
  private boolean following;
  private boolean saidHealthy;
  private int silentMillis;
  private int secondMillis;
  private int followedMillis;
  private long tickedNanos;
  private long timer = -1;

  /**
   * @param nanoTime the time in nanoseconds since any moment
   * @param dialer connects to the agent
   */
  StreamWatch(
      Vertx vertx,
      Node node,
      LongSupplier nanoTime,
      Function<Node, Future<HttpClientConnection>> dialer,
      Listener listener) {
    this.vertx = vertx;
    this.node = node;
    this.nanoTime = nanoTime;
    this.faults = new RateLimit(nanoTime);
    this.dialer = () -> dialer.apply(node);
    this.listener = listener;
  }

  /** Whether this node's agent may have a stream. */
  static boolean mayHave(Node node) {
    return node.statusEndpoint().equals(STATUS_PATH);
  }

  /** Begins to follow. */
  void start() {
    timer = -1;
    if (stopped) {
      return;
    }
    int mine = ++attempt;
    // In a step, so that whatever is thrown is a failure like any other.
    Future.succeededFuture()
        .compose(v -> dialer.get())
        .compose(on -> ask(on, mine))
        .onSuccess(response -> follow(response, mine))
        .onFailure(e -> over(mine, AGAIN_MILLIS));
  }

  /** A check of this node has come to this. */
  void checked(Verdict verdict) {
    if (verdict.decides()) {
      credit.checked(!verdict.healthy());
    }
  }

  /** Ends it for good. */
  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    hangUp();
  }

  private Future<HttpClientResponse> ask(HttpClientConnection on, int mine) {
    if (mine != attempt || stopped) {
      on.close();
      return Future.failedFuture("nobody wants it any more");
    }
    connection = on;
    timer = vertx.setTimer(HEAD_MILLIS, t -> over(mine, AGAIN_MILLIS));
    on.exceptionHandler(e -> {});
    on.closeHandler(v -> over(mine, AGAIN_MILLIS));
    return on.request(new RequestOptions().setMethod(HttpMethod.GET).setURI(PATH))
        .map(request -> request.putHeader("Accept", "text/event-stream"))
        .compose(HttpClientRequest::send);
  }

  private void follow(HttpClientResponse response, int mine) {
    response.exceptionHandler(e -> over(mine, AGAIN_MILLIS));
    response.endHandler(v -> over(mine, AGAIN_MILLIS));
    if (mine != attempt || stopped) {
      return;
    }
    String type = response.getHeader("Content-Type");
    if (response.statusCode() == 503) {
      over(mine, FULL_MILLIS);
      return;
    }
    if (response.statusCode() != 200 || type == null || !type.startsWith("text/event-stream")) {
      over(mine, MUCH_LATER_MILLIS);
      return;
    }
    vertx.cancelTimer(timer);
    following = true;
    saidHealthy = true;
    silentMillis = 0;
    followedMillis = 0;
    tickedNanos = nanoTime.getAsLong();
    StreamReader reader = new StreamReader(verdict -> heard(verdict, mine));
    response.handler(
        bytes -> {
          try {
            if (mine == attempt && !stoodStill(mine)) {
              reader.read(bytes);
            }
          } catch (StreamReader.Broken e) {
            complain(e.getMessage());
            over(mine, MUCH_LATER_MILLIS);
          }
        });
    tick(reader, mine);
  }

  /** Nothing has become of the agent: no doubt. */
  private void followAnew() {
    attempt++;
    hangUp();
    start();
  }

  private boolean stoodStill(int mine) {
    boolean still = nanoTime.getAsLong() - tickedNanos > STANDSTILL_NANOS;
    if (still) {
      over(mine, TICK_MILLIS);
    }
    return still;
  }

  private void tick(StreamReader reader, int mine) {
    if (mine != attempt || !following || stoodStill(mine)) {
      return;
    }
    tickedNanos = nanoTime.getAsLong();
    silentMillis += TICK_MILLIS;
    secondMillis += TICK_MILLIS;
    followedMillis += TICK_MILLIS;
    if (secondMillis >= 1000) {
      secondMillis = 0;
      reader.secondPassed();
    }
    if (followedMillis >= NAME_MILLIS && !HostPort.isAddress(node.host())) {
      followAnew();
      return;
    }
    if (silentMillis == SILENCE_MILLIS) {
      listener.doubt();
    } else if (silentMillis >= DEAD_MILLIS) {
      over(mine, AGAIN_MILLIS);
      return;
    }
    timer = vertx.setTimer(TICK_MILLIS, t -> tick(reader, mine));
  }

  private void heard(Verdict verdict, int mine) {
    if (mine != attempt || stopped) {
      return;
    }
    silentMillis = 0;
    listener.said(verdict);
    boolean changed = verdict.healthy() != saidHealthy;
    saidHealthy = verdict.healthy();
    if (changed && verdict.healthy()) {
      listener.doubt();
    } else if (changed && credit.take(nanoTime.getAsLong())) {
      listener.unhealthy(verdict);
    } else if (changed) {
      complain(
          "it has called its node unhealthy "
              + StreamCredit.VERDICTS_A_MINUTE
              + " times within a minute when a check found it healthy");
      over(mine, MUCH_LATER_MILLIS);
    }
  }

  private void complain(String fault) {
    faults
        .admit(node.name(), fault)
        .ifPresent(
            suppressed ->
                LOG.atError()
                    .addKeyValue("node", node.name())
                    .addKeyValue("error", fault)
                    .addKeyValue("suppressed", suppressed)
                    .log("An agent's stream cannot be relied on; its node is polled"));
  }

  /** This connection is no more, or of no use. */
  private void over(int mine, int againMillis) {
    if (mine != attempt || stopped) {
      return;
    }
    attempt++;
    boolean lost = following;
    hangUp();
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(againMillis, t -> start());
    if (lost) {
      listener.doubt();
    }
  }

  private void hangUp() {
    following = false;
    if (connection != null) {
      HttpClientConnection last = connection;
      connection = null;
      last.close();
    }
  }
}

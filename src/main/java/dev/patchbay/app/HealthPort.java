package dev.patchbay.app;

import dev.patchbay.admin.HttpListener;
import dev.patchbay.routing.Follower;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.telemetry.logging.Logs;
import dev.patchbay.text.RateLimit;
import io.vertx.core.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The load balancers' port, which draws clients once it is open. So it opens when there is
 * something to say to them: a first route, or every node's first verdict. Until then it is
 * reserved, so that a port that somebody else has fails the start. Closed by a drain, or by the
 * proxy's end, it does not open again; nor does it open at all after a drain that came before.
 */
final class HealthPort implements Component, Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.ROOT);
  private static final int RETRY_MILLIS = 1000;

  private enum State {
    RESERVED,
    OPEN,
    CLOSED
  }

  private final RateLimit rateLimit = new RateLimit(System::nanoTime);
  private final Loops loops;
  private final Supplier<HttpListener> listeners;
  private final String host;
  private final int port;
  private final Runnable onServing;

  /** Set before it is opened; touched on the web loop from then on. */
  private PortReservation reservation;

  /** This and all below on the web loop only. */
  private State state = State.RESERVED;

  private Future<HttpListener> listening = Future.failedFuture("not open");

  /**
   * @param listeners makes the listener, not bound yet, each time that it is tried
   * @param onServing told when it is open, or when it would be but for a drain that came before; on
   *     the web loop
   */
  HealthPort(
      Loops loops, Supplier<HttpListener> listeners, String host, int port, Runnable onServing) {
    this.loops = loops;
    this.listeners = listeners;
    this.host = host;
    this.port = port;
    this.onServing = onServing;
  }

  @Override
  public String name() {
    return "health port";
  }

  /** Reserves the port. Before it follows the router. */
  @Override
  public void start() throws StartFailure {
    reservation = PortReservation.of("HealthPort", host, port, "load balancers' checks");
  }

  @Override
  public void begin(RoutingState routing) {
    if (routing.begun()) {
      loops.onWeb(this::open);
    }
  }

  @Override
  public void next(Transition transition) {
    if (transition.after().begun() && !transition.before().begun()) {
      loops.onWeb(this::open);
    }
  }

  private Future<Void> open() {
    if (state == State.RESERVED) {
      reservation.close();
      state = State.OPEN;
      listen();
    } else if (state == State.CLOSED) {
      onServing.run();
    }
    return Future.succeededFuture();
  }

  private void listen() {
    listening = listeners.get().listen();
    listening
        .onSuccess(
            l -> {
              LOG.atInfo().addKeyValue("port", port).log("Health port opened");
              onServing.run();
            })
        .onFailure(this::failed);
  }

  /** Somebody took it in the moment between reservation and opening, or we lack a descriptor. */
  private void failed(Throwable cause) {
    String error = String.valueOf(cause.getMessage());
    rateLimit
        .admit("open", error)
        .ifPresent(
            suppressed ->
                LOG.atError()
                    .addKeyValue("port", port)
                    .addKeyValue("error", error)
                    .addKeyValue("suppressed", suppressed)
                    .log("Cannot open the health port; trying again every second"));
    loops.vertx().setTimer(RETRY_MILLIS, t -> again());
  }

  private void again() {
    if (state == State.OPEN) {
      listen();
    }
  }

  /** Closes it for good; the future completes when it accepts no more. On the web loop. */
  Future<Void> close() {
    if (state == State.RESERVED && reservation != null) {
      reservation.close();
    }
    if (state == State.OPEN) {
      // If it could not be opened until now, it never will be.
      onServing.run();
    }
    state = State.CLOSED;
    return listening.transform(
        bound -> bound.succeeded() ? bound.result().close() : Future.succeededFuture());
  }

  @Override
  public Future<Void> stop() {
    return loops.onWeb(this::close);
  }
}

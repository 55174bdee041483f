package dev.patchbay.telemetry.logging;

import dev.patchbay.routing.Follower;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.text.RateLimit;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs to which node one listener's traffic goes, and when there is none. */
public final class RouteLog implements SessionObserver, Follower {
  private final ListenerId listener;
  private final Router router;
  private final Logger monitor;
  private final Logger bridge;
  private final RateLimit rateLimit;

  /**
   * @param nanoTime see {@link RateLimit}
   */
  public RouteLog(ListenerId listener, Router router, LongSupplier nanoTime) {
    this.listener = listener;
    this.router = router;
    this.monitor = LoggerFactory.getLogger(listener.word() + "-monitor");
    this.bridge = LoggerFactory.getLogger(listener.word() + "-bridge-runner");
    this.rateLimit = new RateLimit(nanoTime);
  }

  /**
   * Logs that a client was sent away because there is no node to send it to, or because traffic is
   * switched off: at most once a minute for each of these reasons. From any thread.
   */
  @Override
  public void closed(ListenerId of, Optional<Node> node, CloseReason reason) {
    boolean refused =
        reason == CloseReason.NO_HEALTHY_NODE || reason == CloseReason.TRAFFIC_DISABLED;
    // It may have been refused by the route before: what is open now needs no line.
    RoutingState state = router.state();
    if (of.equals(listener)
        && node.isEmpty()
        && refused
        && state.route(listener).open().isEmpty()) {
      noBackend(state);
    }
  }

  @Override
  public void next(Transition transition) {
    RoutingState state = transition.after();
    Route route = state.route(listener);
    if (route.node().isEmpty() && state.begun()) {
      noBackend(state);
    } else {
      transition
          .route(listener)
          .filter(Transition.RouteChange::isNodeChanged)
          .filter(change -> change.after().node().isPresent())
          .ifPresent(change -> newBackend(change.after()));
    }
  }

  private void newBackend(Route route) {
    rateLimit.clear(listener.word());
    monitor
        .atInfo()
        .addKeyValue("backend", Logs.data(route.node().orElseThrow()))
        .addKeyValue("reason", route.reason().text())
        .addKeyValue("generation", route.generation())
        .log("New active backend");
  }

  private void noBackend(RoutingState state) {
    String reason = why(state);
    OptionalLong suppressed = rateLimit.admit(listener.word(), reason);
    if (suppressed.isPresent()) {
      bridge
          .atError()
          .addKeyValue("reason", reason)
          .addKeyValue("suppressed", suppressed.getAsLong())
          .log("No active backend");
    }
  }

  private String why(RoutingState state) {
    if (!state.begun()) {
      return "waiting for the first health checks";
    }
    return state.route(listener).node().isEmpty() ? "no node is healthy" : "traffic is disabled";
  }
}

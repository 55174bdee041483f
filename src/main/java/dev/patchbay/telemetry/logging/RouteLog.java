package dev.patchbay.telemetry.logging;

import dev.patchbay.topology.Node;
import dev.patchbay.routing.Role;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionObserver;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs to which node one listener's traffic goes, and when there is none. */
public final class RouteLog implements SessionObserver {
  private final Role role;
  private final Router router;
  private final Logger monitor;
  private final Logger bridge;
  private final RepeatedLog repeated;

  /** The node of the state before; only the router's loop touches it after the start. */
  private Optional<Node> before;

  /**
   * Logs every change from now on. Before the router's first change.
   *
   * @param nanoTime see {@link RepeatedLog}
   */
  public RouteLog(Role role, Router router, LongSupplier nanoTime) {
    this.role = role;
    this.router = router;
    this.monitor = LoggerFactory.getLogger(role.word() + "-monitor");
    this.bridge = LoggerFactory.getLogger(role.word() + "-bridge-runner");
    this.repeated = new RepeatedLog(nanoTime);
    this.before = router.state().route(role).node();
    router.subscribe(this::onState);
  }

  /**
   * Logs that a client was sent away because there is no node to send it to, or because traffic is
   * switched off: at most once a minute for each of these reasons. From any thread.
   */
  @Override
  public void closed(Role of, Optional<Node> node, CloseReason reason) {
    boolean refused =
        reason == CloseReason.NO_HEALTHY_NODE || reason == CloseReason.TRAFFIC_DISABLED;
    if (of == role && node.isEmpty() && refused) {
      noBackend(router.state());
    }
  }

  private void onState(RoutingState state) {
    Route route = state.route(role);
    if (route.node().isEmpty() && state.view().isComplete()) {
      noBackend(state);
    } else if (!route.node().equals(before)) {
      newBackend(route);
    }
    before = route.node();
  }

  private void newBackend(Route route) {
    repeated.clear(role.word());
    monitor
        .atInfo()
        .addKeyValue("backend", Logs.data(route.node().orElseThrow()))
        .addKeyValue("reason", route.reason())
        .addKeyValue("generation", route.generation())
        .log("New active backend");
  }

  private void noBackend(RoutingState state) {
    String reason = why(state);
    OptionalLong suppressed = repeated.admit(role.word(), reason);
    if (suppressed.isPresent()) {
      bridge
          .atError()
          .addKeyValue("reason", reason)
          .addKeyValue("suppressed", suppressed.getAsLong())
          .log("No active backend");
    }
  }

  private String why(RoutingState state) {
    if (!state.view().isComplete()) {
      return "waiting for the first health checks";
    }
    return state.route(role).node().isEmpty() ? "no node is healthy" : "traffic is disabled";
  }
}

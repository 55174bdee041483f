package dev.patchbay.telemetry.logging;

import dev.patchbay.routing.Follower;
import dev.patchbay.routing.NodeDrain;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.session.SessionsCut;
import dev.patchbay.text.RateLimit;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs to which node one listener's traffic goes, whose sessions are cut for it, and when there is
 * none. To follow the router after the listener: whoever has read of a new node is sent there.
 *
 * <p>So a cut may be over, on another thread, before the line is written that announces it: its
 * report waits for that, and the log tells what happened in order.
 */
public final class RouteLog implements SessionObserver, Follower {
  private static final Logger ROOT = LoggerFactory.getLogger(Logs.ROOT);

  private final ListenerId listener;
  private final Router router;
  private final BackendData backends;
  private final Logger monitor;
  private final Logger bridge;
  private final RateLimit rateLimit;
  private final List<SessionsCut> early = new ArrayList<>();

  /** The generation of the last route that was written of. */
  private long told = -1;

  /**
   * @param nanoTime see {@link RateLimit}
   */
  public RouteLog(ListenerId listener, Router router, BackendData backends, LongSupplier nanoTime) {
    this.listener = listener;
    this.router = router;
    this.backends = backends;
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
    RoutingState state = router.state();
    if (of.equals(listener) && node.isEmpty() && refused && isStillSo(reason, state)) {
      nowhere(state);
    }
  }

  /**
   * It may have been refused by the route before, or by one that the router will only name in a
   * moment: then a line of what is so now would be of something else.
   */
  private boolean isStillSo(CloseReason refusal, RoutingState state) {
    Route route = state.route(listener);
    boolean isOff = refusal == CloseReason.TRAFFIC_DISABLED;
    return route.open().isEmpty() && isOff != route.trafficEnabled();
  }

  @Override
  public synchronized void next(Transition transition) {
    transition.route(listener).ifPresent(this::changed);
    RoutingState state = transition.after();
    Route route = state.route(listener);
    if (route.node().isEmpty() && state.begun() && route.trafficEnabled()) {
      nowhere(state);
    }
    told = route.generation();
    early.forEach(this::done);
    early.clear();
  }

  private void changed(Transition.RouteChange change) {
    Route route = change.after();
    if (change.isNodeChanged() && route.node().isPresent()) {
      if (isSpread()) {
        spread(route);
      } else {
        newBackend(route);
      }
    }
    SessionsCut.left(change.before(), route).forEach(this::severing);
    route.drainsGoingOn().stream()
        .filter(drain -> !change.before().drains().contains(drain))
        .forEach(this::draining);
    if (change.isNodeChanged() && listener.equals(ListenerId.ACTIVE)) {
      ROOT.atInfo()
          .addKeyValue("backend", backends.of(route.node()))
          .log("Done updating Cluster Api, new active backend:");
    }
  }

  private void newBackend(Route route) {
    rateLimit.clear(listener.word());
    monitor
        .atInfo()
        .addKeyValue("backend", backends.of(route.node()))
        .addKeyValue("reason", route.reason().text())
        .addKeyValue("generation", route.generation())
        .log("New active backend");
  }

  private boolean isSpread() {
    return router
        .state()
        .topology()
        .listener(listener)
        .filter(spec -> !spec.selector().isOfOneNode())
        .isPresent();
  }

  private void spread(Route route) {
    rateLimit.clear(listener.word());
    monitor
        .atInfo()
        .addKeyValue("backends", route.nodes().stream().map(Node::name).toList())
        .addKeyValue("reason", route.reason().text())
        .addKeyValue("generation", route.generation())
        .log("Sessions are spread over these backends");
  }

  private void severing(Node node) {
    ROOT.info("Severing all connections to {} at {}", node.name(), node.address());
  }

  private void draining(NodeDrain drain) {
    bridge
        .atInfo()
        .addKeyValue("backend", backends.of(drain.node()))
        .addKeyValue("until", drain.until().toString())
        .log(
            "Draining {} at {}: its sessions go on, new ones go elsewhere",
            drain.node().name(),
            drain.node().address());
  }

  /** While a drain goes on, sessions of the former node are left. */
  @Override
  public synchronized void cut(SessionsCut report) {
    if (!report.listener().equals(listener)) {
      return;
    }
    if (report.after().generation() > told) {
      early.add(report);
    } else {
      done(report);
    }
  }

  private void done(SessionsCut report) {
    report.left().forEach(node -> severed(report, node));
    Route now = report.after();
    boolean drainOver = report.before().draining().isPresent();
    boolean over = drainOver || !report.before().leadsTo(now.nodes());
    if (now.draining().isEmpty() && over && !isSpread()) {
      bridge
          .atInfo()
          .addKeyValue("backend", backends.of(now.node()))
          .log("Done severing connections, new active backend:");
    }
  }

  private void severed(SessionsCut report, Node node) {
    bridge
        .atInfo()
        .addKeyValue("backend", backends.of(node))
        .addKeyValue("sessions", report.sessions())
        .addKeyValue("milliseconds", TimeUnit.NANOSECONDS.toMillis(report.nanos()))
        .log("Connections severed");
  }

  private void nowhere(RoutingState state) {
    String reason = why(state);
    OptionalLong suppressed = rateLimit.admit(listener.word(), reason);
    if (suppressed.isPresent()) {
      // That is as the operator wants it, and wakes nobody.
      boolean off = !state.route(listener).trafficEnabled();
      (off ? bridge.atInfo() : bridge.atError())
          .addKeyValue("reason", reason)
          .addKeyValue("suppressed", suppressed.getAsLong())
          .log(off ? "Refusing clients: traffic is switched off" : "No active backend");
    }
  }

  private String why(RoutingState state) {
    if (!state.route(listener).trafficEnabled()) {
      return "traffic is disabled";
    }
    return !state.begun()
        ? "waiting for the first health checks"
        : isSpread() ? "no node that may be chosen is healthy" : "no node is healthy";
  }
}

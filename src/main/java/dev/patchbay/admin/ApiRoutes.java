package dev.patchbay.admin;

import dev.patchbay.session.SessionCounts;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which path and method of the API listener leads to which answer. */
final class ApiRoutes {
  private static final Logger LOG = LoggerFactory.getLogger("api");
  private static final String BACKENDS = "/v0/backends";
  private static final String CLUSTER = "/v0/cluster";

  private final dev.patchbay.routing.Router routing;
  private final SessionCounts counts;
  private final Operations operations;
  private final LifecycleRoutes lifecycle;
  private final ObservationRoutes observation;
  private final ReloadRoutes reload;
  private final SessionRoutes sessions;
  private final SwitchoverRoutes switchover;
  private final NodeRoutes nodes;
  private final DashboardFiles dashboard;

  ApiRoutes(
      dev.patchbay.routing.Router routing,
      SessionCounts counts,
      Operations operations,
      LifecycleRoutes lifecycle,
      ObservationRoutes observation,
      ReloadRoutes reload,
      SessionRoutes sessions,
      SwitchoverRoutes switchover,
      NodeRoutes nodes,
      DashboardFiles dashboard) {
    this.routing = routing;
    this.counts = counts;
    this.operations = operations;
    this.lifecycle = lifecycle;
    this.observation = observation;
    this.reload = reload;
    this.sessions = sessions;
    this.switchover = switchover;
    this.nodes = nodes;
    this.dashboard = dashboard;
  }

  /** Adds the routes to this router and returns it. */
  Router on(Router router) {
    router.get(BACKENDS).handler(this::backends);
    router.head(BACKENDS).handler(this::backends);
    router.route(BACKENDS).handler(ctx -> Replies.methodNotAllowed(ctx, "GET, HEAD"));

    router.get(CLUSTER).handler(this::cluster);
    router.head(CLUSTER).handler(this::cluster);
    router.patch(CLUSTER).handler(Bodies.any()).handler(this::switchTraffic);
    router.route(CLUSTER).handler(ctx -> Replies.methodNotAllowed(ctx, "GET, HEAD, PATCH"));

    lifecycle.on(router);
    observation.on(router);
    reload.on(router);
    sessions.on(router);
    switchover.on(router);
    nodes.on(router);

    router.route("/v0").handler(Replies::notFound);
    router.route("/v0/*").handler(Replies::notFound);
    router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(dashboard);
    router.route().handler(ctx -> Replies.methodNotAllowed(ctx, "GET, HEAD"));
    return router;
  }

  private void backends(RoutingContext ctx) {
    Replies.json(ctx, ApiJson.backends(routing.state(), counts));
  }

  private void cluster(RoutingContext ctx) {
    Replies.json(ctx, ApiJson.cluster(routing.state()));
  }

  private void switchTraffic(RoutingContext ctx) {
    TrafficRequest wish;
    try {
      wish = TrafficRequest.of(ctx.request().formAttributes(), ctx.queryParams());
    } catch (IllegalArgumentException e) {
      Replies.text(ctx, 400, e.getMessage());
      return;
    }
    Audit.what(ctx, "traffic " + (wish.enabled() ? "on" : "off"), wish.message());
    LOG.atInfo()
        .addKeyValue("traffic_enabled", wish.enabled())
        .addKeyValue("message", wish.message())
        .addKeyValue("remote", String.valueOf(ctx.request().remoteAddress()))
        .log("Traffic was switched by an operator");
    operations.answer(
        ctx,
        routing.setTraffic(wish.enabled(), wish.message(), User.operator(ctx)),
        state -> Replies.json(ctx, ApiJson.cluster(state)));
  }
}

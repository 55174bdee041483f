package dev.patchbay.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Which path of the aggregator listener leads to which answer. */
final class SpringboardRoutes {
  private static final String PEERS = "/v0/peers";
  private static final List<String> FILES =
      List.of(
          "/springboard.js",
          "/start.js",
          "/style.css",
          "/verdict.js",
          "/words.js",
          "/icons/*",
          "/lib/*",
          "/view/*");

  private final Supplier<PeersSnapshot> snapshot;

  SpringboardRoutes(Supplier<PeersSnapshot> snapshot) {
    this.snapshot = snapshot;
  }

  /** Adds the routes to this router and returns it. */
  Router on(Router router) {
    router.get(PEERS).handler(this::peers);
    router.head(PEERS).handler(this::peers);
    router.route(PEERS).handler(ctx -> Replies.methodNotAllowed(ctx, "GET, HEAD"));

    DashboardFiles files = DashboardFiles.of(Optional.empty());
    FILES.forEach(file -> router.get(file).handler(files));
    router.route("/v0").handler(Replies::notFound);
    router.route("/v0/*").handler(Replies::notFound);
    // The page is at every other path: a check of some load balancer may ask for any.
    router.get().handler(this::page);
    router.head().handler(this::page);
    router.route().handler(ctx -> Replies.methodNotAllowed(ctx, "GET, HEAD"));
    return router;
  }

  private void page(RoutingContext ctx) {
    ctx.response().putHeader("Content-Security-Policy", DashboardFiles.SENT_POLICY);
    Replies.page(ctx, Buffer.buffer(SpringboardPage.of(snapshot.get())));
  }

  private void peers(RoutingContext ctx) {
    Replies.json(ctx, PeersJson.of(snapshot.get()).toBuffer());
  }
}

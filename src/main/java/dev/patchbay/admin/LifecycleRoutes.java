package dev.patchbay.admin;

import dev.patchbay.session.SessionCounts;
import dev.patchbay.wire.MySqlPing.Outcome;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the scripts of a deployment ask: may clients be sent here, and is it safe to stop? */
final class LifecycleRoutes {
  private static final Logger LOG = LoggerFactory.getLogger("api");
  private static final String PINGDB = "/v0/pingdb";
  private static final String DRAIN = "/v0/drain";

  private final ReachCheck reach;
  private final Drain drain;
  private final SessionCounts counts;

  LifecycleRoutes(ReachCheck reach, Drain drain, SessionCounts counts) {
    this.reach = reach;
    this.drain = drain;
    this.counts = counts;
  }

  /** Adds the routes to this router. */
  void on(Router router) {
    router.get(PINGDB).handler(this::pingdb);
    router.route(PINGDB).handler(ctx -> Replies.methodNotAllowed(ctx, "GET"));

    router.put(DRAIN).handler(this::beginDrain);
    router.get(DRAIN).handler(this::drain);
    router.head(DRAIN).handler(this::drain);
    router.route(DRAIN).handler(ctx -> Replies.methodNotAllowed(ctx, "GET, HEAD, PUT"));
  }

  private void pingdb(RoutingContext ctx) {
    if (drain.lasting().isPresent()) {
      Replies.text(ctx, 503, "this proxy is draining");
      return;
    }
    reach
        .ask()
        .onSuccess(result -> Replies.text(ctx, status(result.outcome()), result.message()))
        .onFailure(ctx::fail);
  }

  private static int status(Outcome outcome) {
    return switch (outcome) {
      case ANSWERED -> 200;
      case TIMED_OUT -> 504;
      case FAILED -> 502;
    };
  }

  private void beginDrain(RoutingContext ctx) {
    Audit.what(ctx, "drain this proxy");
    if (drain.begin(Optional.of(Replies.remote(ctx)))) {
      LOG.atInfo()
          .addKeyValue("remote", String.valueOf(ctx.request().remoteAddress()))
          .log("Draining: the health port is closed, traffic goes on");
    }
    drain(ctx);
  }

  private void drain(RoutingContext ctx) {
    int sessions = counts.total();
    Replies.json(ctx, ApiJson.drain(drain.lasting(), sessions));
  }
}

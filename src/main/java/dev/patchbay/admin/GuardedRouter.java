package dev.patchbay.admin;

import dev.patchbay.peers.PeerWatch;
import dev.patchbay.text.RateLimit;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A router whose every page is guarded: https where it is asked for, whether a page of somebody
 * else's asks, authentication and permission come before a request's path is looked at. The API and
 * the springboard are such.
 */
final class GuardedRouter {
  private static final Logger LOG = LoggerFactory.getLogger("api");

  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private final RateLimit rateLimit = new RateLimit(System::nanoTime);

  private GuardedRouter() {}

  /**
   * A router to which the guarded pages can be added.
   *
   * @param instance names this process to whoever is let in
   */
  static Router router(Vertx vertx, ApiAccess access, String instance) {
    Router router = Router.router(vertx);
    router.route().failureHandler(new GuardedRouter()::failed);
    router.route().handler(GuardedRouter::secure);
    ForceHttps forceHttps = new ForceHttps();
    router
        .route()
        .handler(
            ctx -> {
              if (access.forceHttps()) {
                forceHttps.handle(ctx);
              } else {
                ctx.next();
              }
            });
    router.route().handler(new CrossSite());
    router.route().handler(access.auth());
    router.route().handler(new Audit());
    router.route().handler(new Permission());
    router
        .route()
        .handler(
            ctx -> {
              ctx.response().putHeader(PeerWatch.INSTANCE_HEADER, instance);
              ctx.next();
            });
    return router;
  }

  private static void secure(RoutingContext ctx) {
    // For the pages of a StaticDir; the rest is said by the server, of every answer.
    ctx.response()
        .putHeader("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
    // Vert.x finds a broken path only while it looks for a route, and logs a stack for each one.
    if (BROKEN_ESCAPE.matcher(ctx.request().path()).find()) {
      Replies.text(ctx, 400, "Bad Request");
    } else {
      ctx.next();
    }
  }

  /**
   * A fault of the request gets its status; one of ours gets 500, and a line in the log. That a
   * connection ended before its request did is neither.
   */
  private void failed(RoutingContext ctx) {
    int fault = ctx.statusCode() >= 400 ? ctx.statusCode() : 500;
    int status = fault >= 500 && Bodies.isReading(ctx) ? 400 : fault;
    if (status >= 500 && !(ctx.failure() instanceof HttpClosedException)) {
      report(ctx.failure());
    }
    if (ctx.response().headWritten()) {
      ctx.request().connection().close();
    } else {
      Replies.text(ctx, status, ctx.response().setStatusCode(status).getStatusMessage());
    }
  }

  private void report(Throwable failure) {
    OptionalLong suppressed = rateLimit.admit("request", String.valueOf(failure));
    if (suppressed.isPresent()) {
      LOG.atError()
          .setCause(failure)
          .addKeyValue("suppressed", suppressed.getAsLong())
          .log("Request failed");
    }
  }
}

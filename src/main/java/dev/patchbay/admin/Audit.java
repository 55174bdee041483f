package dev.patchbay.admin;

import dev.patchbay.text.Sanitize;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs a line for each request of a user that would change something, once it is answered: who,
 * from where, what, and what came of it. Behind {@link BasicAuth}.
 */
final class Audit implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger("api");
  private static final String WHAT = "what";
  private static final int MAX_NAME = 64;
  private static final int MAX_TEXT = 200;

  /** Says what is asked for in words, where method and path do not say it all. */
  static void what(RoutingContext ctx, String words) {
    ctx.put(WHAT, words);
  }

  /**
   * As {@link #what(RoutingContext, String)}, with the operator's reason.
   *
   * @param message empty if there is none
   */
  static void what(RoutingContext ctx, String words, String message) {
    what(ctx, message.isEmpty() ? words : words + ": " + message);
  }

  @Override
  public void handle(RoutingContext ctx) {
    if (!CrossSite.looks(ctx.request().method())) {
      ctx.addEndHandler(end -> log(ctx, end.succeeded()));
    }
    ctx.next();
  }

  private static void log(RoutingContext ctx, boolean answered) {
    HttpServerRequest request = ctx.request();
    int status = ctx.response().getStatusCode();
    String what = ctx.get(WHAT);
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("user", Sanitize.line(User.of(ctx).name(), MAX_NAME))
            .addKeyValue("remote", Replies.remote(ctx));
    String forwarded = request.getHeader("X-Forwarded-For");
    if (forwarded != null) {
      // As the front, or whoever asks, says.
      line = line.addKeyValue("forwarded_for", Sanitize.line(forwarded, MAX_TEXT));
    }
    line.addKeyValue("request", request.method() + " " + Sanitize.line(request.path(), MAX_TEXT))
        .addKeyValue("what", what == null ? "" : Sanitize.line(what, MAX_TEXT))
        .addKeyValue("status", status)
        .addKeyValue("outcome", outcome(status, answered))
        .log("Operator action");
  }

  private static String outcome(int status, boolean answered) {
    String came = status < 400 ? "done" : status < 500 ? "refused" : "failed";
    return answered ? came : came + ", but the answer was not taken";
  }
}

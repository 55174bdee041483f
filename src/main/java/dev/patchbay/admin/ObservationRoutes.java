package dev.patchbay.admin;

import dev.patchbay.web.WebServer;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.OptionalLong;

/** What people and their dashboard look at: the state, the events, the history, and the stream. */
final class ObservationRoutes {
  private static final String CLAIMS = "/v0/claims";
  private static final String STREAM = "/v0/stream";
  private static final int RETRY_SECONDS = 10;

  private final ApiModel model;
  private final StateJson state;
  private final StreamHub hub;
  private final Buffer description = resource("/openapi.json");

  ObservationRoutes(ApiModel model, StateJson state, StreamHub hub) {
    this.model = model;
    this.state = state;
    this.hub = hub;
    model.events().onAppend(hub::wake);
    model.history().onStep(hub::wake);
    model.router().follow(transition -> hub.wake());
  }

  /** Adds the routes to this router. */
  void on(Router router) {
    get(router, "/v0/nodes", ctx -> Replies.json(ctx, state.now().toBuffer()));
    get(router, "/v0/events", this::events);
    get(router, "/v0/history", this::history);
    get(router, "/v0/openapi.json", ctx -> Replies.json(ctx, description));

    router.get(CLAIMS).handler(this::claims);
    router.route(CLAIMS).handler(ctx -> Replies.methodNotAllowed(ctx, "GET"));
    router.get(STREAM).handler(this::stream);
    router.route(STREAM).handler(ctx -> Replies.methodNotAllowed(ctx, "GET"));
  }

  private static void get(Router router, String path, Handler<RoutingContext> handler) {
    router.get(path).handler(handler);
    router.head(path).handler(handler);
    router.route(path).handler(ctx -> Replies.methodNotAllowed(ctx, "GET, HEAD"));
  }

  private void events(RoutingContext ctx) {
    EventQuery query;
    try {
      query = EventQuery.of(ctx.queryParams());
    } catch (IllegalArgumentException e) {
      Replies.text(ctx, 400, e.getMessage());
      return;
    }
    Replies.json(
        ctx,
        EventJson.page(model.events().newestAfter(query.since().orElse(0), query.limit()))
            .toBuffer());
  }

  private void history(RoutingContext ctx) {
    String span = ctx.queryParams().get("span");
    if (span == null || span.equals("minutes")) {
      Replies.json(ctx, HistoryJson.minutes(model.history()).toBuffer());
    } else if (span.equals("day")) {
      Replies.json(ctx, HistoryJson.day(model.history()).toBuffer());
    } else {
      Replies.text(ctx, 400, "span must be minutes or day; got \"" + Shown.of(span) + "\"");
    }
  }

  private void stream(RoutingContext ctx) {
    OptionalLong since;
    try {
      since = EventQuery.since(ctx.queryParams());
    } catch (IllegalArgumentException e) {
      Replies.text(ctx, 400, e.getMessage());
      return;
    }
    if (begins(ctx, hub.refuses())) {
      // A browser that comes back has the id in this header, and still the old one in its address.
      OptionalLong last = EventQuery.id(ctx.request().getHeader("Last-Event-ID"));
      hub.join(ctx, lastToSkip(last.isPresent() ? last : since));
    }
  }

  private void claims(RoutingContext ctx) {
    if (begins(ctx, hub.refusesProxies())) {
      hub.joinClaims(ctx);
    }
  }

  /** Begins the answer of a stream; false if nobody can join now, which is said then. */
  private boolean begins(RoutingContext ctx, boolean refused) {
    if (refused) {
      refuse(ctx);
      return false;
    }
    ctx.response()
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store")
        // nginx holds answers back otherwise.
        .putHeader("X-Accel-Buffering", "no")
        .setChunked(true);
    WebServer.letRun(ctx.request());
    return true;
  }

  private long lastToSkip(OptionalLong last) {
    long newest = model.events().newestId();
    if (last.isEmpty()) {
      return newest - EventQuery.DEFAULT_LIMIT;
    }
    return last.getAsLong() > newest ? 0 : last.getAsLong();
  }

  private static Buffer resource(String name) {
    try (InputStream in = ObservationRoutes.class.getResourceAsStream(name)) {
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refuse(RoutingContext ctx) {
    ctx.response()
        .putHeader("Retry-After", Integer.toString(RETRY_SECONDS))
        // Whoever is refused must not keep a connection from others.
        .putHeader("Connection", "close");
    Replies.text(
        ctx, 503, "too many follow the stream; ask for /v0/nodes every few seconds instead");
  }
}

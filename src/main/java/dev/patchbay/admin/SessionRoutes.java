package dev.patchbay.admin;

import dev.patchbay.routing.Operator;
import dev.patchbay.session.SessionDirectory;
import dev.patchbay.session.SessionId;
import dev.patchbay.session.SessionQuery;
import dev.patchbay.session.SessionView;
import dev.patchbay.telemetry.events.Event;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v0/sessions}: who is connected, and the cut of one of them. */
final class SessionRoutes {
  private static final Logger LOG = LoggerFactory.getLogger("api");
  private static final String SESSIONS = "/v0/sessions";
  private static final String SESSION = "/v0/sessions/:id";
  private static final String RETRY_SECONDS = "1";

  private final ApiModel model;

  SessionRoutes(ApiModel model) {
    this.model = model;
  }

  void on(Router router) {
    router.get(SESSIONS).handler(this::list);
    router.head(SESSIONS).handler(this::list);
    router.route(SESSIONS).handler(ctx -> Replies.methodNotAllowed(ctx, "GET, HEAD"));

    router.get(SESSION).handler(this::find);
    router.head(SESSION).handler(this::find);
    router.delete(SESSION).handler(this::cut);
    router.route(SESSION).handler(ctx -> Replies.methodNotAllowed(ctx, "GET, HEAD, DELETE"));
  }

  private void list(RoutingContext ctx) {
    SessionQuery query;
    try {
      query = SessionParameters.of(ctx.queryParams(), model.router().state().topology());
    } catch (IllegalArgumentException e) {
      Replies.text(ctx, 400, e.getMessage());
      return;
    }
    Context here = ctx.vertx().getOrCreateContext();
    Future.fromCompletionStage(
            model.sessions().list(query, task -> here.runOnContext(v -> task.run())), here)
        .onSuccess(page -> Replies.json(ctx, SessionJson.page(page).toBuffer()))
        .onFailure(fault -> failed(ctx, fault));
  }

  private static void failed(RoutingContext ctx, Throwable fault) {
    if (fault instanceof SessionDirectory.Busy) {
      ctx.response().putHeader("Retry-After", RETRY_SECONDS);
      Replies.text(ctx, 503, "too many ask for the sessions at once; ask again in a second");
    } else {
      ctx.fail(fault);
    }
  }

  private void find(RoutingContext ctx) {
    one(ctx, model.sessions()::find, session -> {});
  }

  private void cut(RoutingContext ctx) {
    Operator by = User.operator(ctx);
    one(ctx, model.sessions()::cut, session -> tell(session, by));
  }

  private void tell(SessionView session, Operator by) {
    LOG.atInfo()
        .addKeyValue("id", session.id())
        .addKeyValue("client", session.clientText().orElse("unknown"))
        .addKeyValue("node", session.node().orElse("none"))
        .addKeyValue("by", by.name())
        .addKeyValue("remote", by.address())
        .log("A session was cut by an operator");
    model
        .tell()
        .accept(
            new Event.SessionCut(
                model.clock().instant(),
                by.name(),
                by.address(),
                session.listener(),
                session.clientText(),
                session.node()));
  }

  private static void one(
      RoutingContext ctx,
      Function<SessionId, CompletionStage<Optional<SessionView>>> ask,
      Consumer<SessionView> then) {
    Optional<SessionId> id = SessionId.parse(ctx.pathParam("id"));
    if (id.isEmpty()) {
      none(ctx);
      return;
    }
    Future.fromCompletionStage(ask.apply(id.get()), ctx.vertx().getOrCreateContext())
        .onSuccess(
            found ->
                found.ifPresentOrElse(
                    session -> {
                      then.accept(session);
                      Replies.json(ctx, SessionJson.of(session).toBuffer());
                    },
                    () -> none(ctx)))
        .onFailure(ctx::fail);
  }

  /** Also the answer to whoever cuts a session that is cut already. */
  private static void none(RoutingContext ctx) {
    Replies.text(ctx, 404, "there is no such session now: it has ended, or never was");
  }
}

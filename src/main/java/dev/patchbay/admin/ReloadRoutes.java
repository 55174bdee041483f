package dev.patchbay.admin;

import dev.patchbay.routing.Operator;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /v0/reload}: what SIGHUP does, with an answer. */
final class ReloadRoutes {
  private static final String PATH = "/v0/reload";

  private final Reloading reloading;

  ReloadRoutes(Reloading reloading) {
    this.reloading = reloading;
  }

  void on(Router router) {
    router.post(PATH).handler(this::reload);
    router.route(PATH).handler(ctx -> Replies.methodNotAllowed(ctx, "POST"));
  }

  private void reload(RoutingContext ctx) {
    Audit.what(ctx, "reload the configuration");
    // The name as it was when they were let in: the reload may change it.
    Operator by = User.operator(ctx);
    Future.fromCompletionStage(reloading.reload(by), ctx.vertx().getOrCreateContext())
        .onSuccess(outcome -> answer(ctx, outcome))
        .onFailure(ctx::fail);
  }

  private static void answer(RoutingContext ctx, Reloading.Outcome outcome) {
    if (outcome instanceof Reloading.Applied applied) {
      Replies.json(
          ctx,
          new JsonObject()
              .put("changes", new JsonArray(applied.changes()))
              .put("warnings", new JsonArray(applied.warnings()))
              .toBuffer());
    } else if (outcome instanceof Reloading.Invalid invalid) {
      ctx.response().setStatusCode(400);
      Replies.json(ctx, new JsonObject().put("faults", new JsonArray(invalid.faults())).toBuffer());
    } else if (outcome instanceof Reloading.NeedsRestart restart) {
      ctx.response().setStatusCode(409);
      Replies.json(
          ctx, new JsonObject().put("needsRestart", new JsonArray(restart.changes())).toBuffer());
    }
  }
}

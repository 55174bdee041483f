package dev.patchbay.admin;

import dev.patchbay.routing.Refusal;
import dev.patchbay.routing.RoutingState;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Answers a request once the router has done, or refused, what an operator asked for. */
final class Operations {
  private Operations() {}

  static void answer(
      RoutingContext ctx, CompletionStage<RoutingState> stage, Consumer<RoutingState> done) {
    Future.fromCompletionStage(stage, ctx.vertx().getOrCreateContext())
        .onSuccess(done::accept)
        .onFailure(
            failure -> {
              if (failure instanceof Refusal refusal) {
                Replies.text(ctx, status(refusal), refusal.getMessage());
              } else {
                ctx.fail(failure);
              }
            });
  }

  private static int status(Refusal refusal) {
    return refusal.code() == Refusal.Code.UNKNOWN_NODE ? 404 : 409;
  }
}

package dev.patchbay.admin;

import dev.patchbay.routing.Refusal;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.telemetry.events.Clip;
import dev.patchbay.text.Sanitize;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Answers a request once the router has done, or refused, what an operator asked for: when the
 * sessions are cut, so that whoever has the answer can rely on it.
 */
final class Operations {
  /** Whatever hangs, the operator is answered. */
  private static final int MOST_SECONDS = 5;

  private final Supplier<CompletionStage<?>> settled;

  /**
   * @param settled completes once what was decided so far is done
   */
  Operations(Supplier<CompletionStage<?>> settled) {
    this.settled = settled;
  }

  void answer(
      RoutingContext ctx, CompletionStage<RoutingState> asked, Consumer<RoutingState> done) {
    CompletionStage<RoutingState> whole =
        asked.thenCompose(
            state ->
                settled
                    .get()
                    .<RoutingState>handle((nothing, failure) -> state)
                    .toCompletableFuture()
                    .copy()
                    .completeOnTimeout(state, MOST_SECONDS, TimeUnit.SECONDS));
    Future.fromCompletionStage(whole, ctx.vertx().getOrCreateContext())
        .onSuccess(done::accept)
        .onFailure(failure -> failed(ctx, failure));
  }

  private static void failed(RoutingContext ctx, Throwable failure) {
    // What follows a stage wraps its failure.
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof Refusal refusal) {
      refuse(ctx, refusal);
    } else {
      ctx.fail(cause);
    }
  }

  private static void refuse(RoutingContext ctx, Refusal refusal) {
    int status = refusal.code() == Refusal.Code.UNKNOWN_NODE ? 404 : 409;
    Replies.text(ctx, status, Sanitize.line(Clip.of(refusal.getMessage())));
  }
}

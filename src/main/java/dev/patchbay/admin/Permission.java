package dev.patchbay.admin;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** Keeps those who may only look from everything else. Behind {@link BasicAuth}. */
final class Permission implements Handler<RoutingContext> {

  @Override
  public void handle(RoutingContext ctx) {
    if (User.of(ctx).mayChange() || CrossSite.looks(ctx.request().method())) {
      ctx.next();
    } else {
      Replies.text(
          ctx,
          403,
          "this user (API.ReadOnly) may look, and change nothing; log in as the operator"
              + " (API.Username)");
    }
  }
}

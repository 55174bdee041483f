package dev.patchbay.admin;

import dev.patchbay.routing.Operator;
import io.vertx.ext.web.RoutingContext;

/**
 * Who has logged in.
 *
 * @param mayChange false: may look only
 */
record User(String name, boolean mayChange) {
  private static final String KEY = "user";

  /** Notes whose request this is. */
  void asks(RoutingContext ctx) {
    ctx.put(KEY, this);
  }

  /** Whose request this is; only behind {@link BasicAuth}. */
  static User of(RoutingContext ctx) {
    User user = ctx.get(KEY);
    if (user == null) {
      throw new IllegalStateException("nobody has logged in");
    }
    return user;
  }

  /** Who asks for this, and from where. */
  static Operator operator(RoutingContext ctx) {
    return new Operator(of(ctx).name(), Replies.remote(ctx));
  }
}

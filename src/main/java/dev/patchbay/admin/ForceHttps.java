package dev.patchbay.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Sends requests that did not come by https all the way to the https address of the same host and
 * path. What decides is {@code X-Forwarded-Proto}, which the load balancer in front sets.
 */
final class ForceHttps implements Handler<RoutingContext> {
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");
  private static final Pattern PATH_AND_QUERY = Pattern.compile("/[\\x21-\\x7e]*");

  @Override
  public void handle(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    if (isHttps(request.headers().getAll("X-Forwarded-Proto"))) {
      ctx.next();
      return;
    }
    List<String> hosts = request.headers().getAll("Host");
    String target = request.path() + (request.query() == null ? "" : "?" + request.query());
    if (hosts.size() != 1 || !HOST.matcher(hosts.get(0)).matches()) {
      Replies.text(ctx, 400, "Host must be one host name, with or without a port");
    } else if (!PATH_AND_QUERY.matcher(target).matches()) {
      Replies.text(ctx, 400, "Bad Request");
    } else {
      ctx.response().putHeader("Location", "https://" + hosts.get(0) + target);
      Replies.text(ctx, 302, "Found");
    }
  }

  /** True if there is a value, and every one in every header line is https. */
  static boolean isHttps(List<String> headers) {
    return !headers.isEmpty()
        && headers.stream()
            .flatMap(line -> List.of(line.split(",", -1)).stream())
            .allMatch(value -> value.trim().equalsIgnoreCase("https"));
  }
}

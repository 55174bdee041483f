package dev.patchbay.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Refuses what a page of somebody else's has an operator's browser send: the browser adds the
 * password by itself. Where it says from what kind of page a request comes ({@code Sec-Fetch-Site},
 * over https), that decides, and no front in between can make it wrong; else {@code Origin} must be
 * the host that the browser asked. A program such as curl sends neither. What only looks may come
 * from anywhere: its answer cannot be read there.
 */
final class CrossSite implements Handler<RoutingContext> {
  private static final Pattern ORIGIN =
      Pattern.compile("(https?)://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

  @Override
  public void handle(RoutingContext ctx) {
    if (looks(ctx.request().method()) || isOwn(ctx.request())) {
      ctx.next();
      return;
    }
    Replies.text(
        ctx,
        403,
        "a page of another site may change nothing here; if this is the dashboard, let the front"
            + " before it pass on Host, or X-Forwarded-Host, as the browser sent it");
  }

  /** Whether a request by this method changes nothing. */
  static boolean looks(HttpMethod method) {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  private static boolean isOwn(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      // None: typed by a person, no page behind it.
      return site.equals("same-origin") || site.equals("none");
    }
    String origin = request.getHeader("Origin");
    return origin == null || hosts(request).anyMatch(host -> isAt(origin, host));
  }

  /**
   * Those for which the browser may have taken us. No page can set either of them: for a header of
   * its own choice the browser asks us first, and gets no leave.
   */
  private static Stream<String> hosts(HttpServerRequest request) {
    return Stream.concat(
            request.headers().getAll("Host").stream(),
            request.headers().getAll("X-Forwarded-Host").stream())
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .map(String::trim);
  }

  /** Whether a page of this origin is one of this host's, each perhaps with the usual port. */
  static boolean isAt(String origin, String host) {
    Matcher of = ORIGIN.matcher(origin);
    if (!of.matches()) {
      return false;
    }
    String usual = of.group(1).equals("https") ? "443" : "80";
    String port = Optional.ofNullable(of.group(3)).orElse(usual);
    String name = of.group(2).toLowerCase(Locale.ROOT);
    String given = host.toLowerCase(Locale.ROOT);
    return given.equals(name + ":" + port) || port.equals(usual) && given.equals(name);
  }
}

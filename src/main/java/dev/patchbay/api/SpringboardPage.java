package dev.patchbay.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The page with a link to the dashboard of each proxy. */
final class SpringboardPage {
  private final String page;

  /**
   * @param proxyUris host names of the proxies' dashboards
   */
  SpringboardPage(List<String> proxyUris) {
    String links =
        proxyUris.stream()
            .map(SpringboardPage::escaped)
            .map(host -> "<li><a href=\"https://%s/\">%s</a></li>\n".formatted(host, host))
            .collect(Collectors.joining());
    this.page =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Patchbay proxies</title>
        <link rel="stylesheet" href="style.css">
        </head>
        <body>
        <main>
        <h1>Proxies</h1>
        <ul>
        %s</ul>
        </main>
        </body>
        </html>
        """
            .formatted(links);
  }

  /** Adds the page to this router and returns it. */
  Router on(Router router) {
    router.get("/").handler(this::send);
    router.head("/").handler(this::send);
    router.get("/style.css").handler(DashboardFiles.of(Optional.empty()));
    router.route("/").handler(ctx -> Replies.methodNotAllowed(ctx, "GET, HEAD"));
    router.route().handler(Replies::notFound);
    return router;
  }

  private void send(RoutingContext ctx) {
    Replies.file(ctx, "text/html; charset=utf-8", Buffer.buffer(page));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}

package dev.patchbay.admin;

import dev.patchbay.peers.Opinion;
import dev.patchbay.peers.PeerView;
import dev.patchbay.telemetry.events.Clip;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The page with all proxies, as it leaves the server: what is needed where nothing runs in the
 * browser. Else springboard.js puts the facts in place of the links, in the dashboard's words.
 */
final class SpringboardPage {
  /** As verdict.js says it. */
  private static final String TO_DO =
      "What to do: if this lasts longer than ten seconds, open the proxy that should follow, by its"
          + " link below, and make the node of the others active there. Then see why the proxies do"
          + " not hear each other.";

  private SpringboardPage() {}

  static String of(PeersSnapshot all) {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Proxies – Patchbay</title>
        <script src="start.js" async></script>
        <link rel="icon" type="image/svg+xml" href="icons/unknown.svg">
        <link rel="stylesheet" href="style.css">
        <script type="module" src="springboard.js"></script>
        <noscript><meta http-equiv="refresh" content="10"></noscript>
        </head>
        <body>
        <main>
        <header><h1>Proxies</h1><p id="seen" class="quiet">As of %s</p></header>
        <p id="late" class="loud" role="alert" hidden>A part of this page has not come. \
        It is loaded anew as soon as the proxy answers.</p>
        <p id="lost" class="loud" role="alert" hidden></p>
        <div id="springboard">
        %s<ul>
        %s</ul>
        </div>
        <footer class="quiet">The proxies are those of <code>API.ProxyURIs</code>. \
        The same facts as JSON: <a href="v0/peers">v0/peers</a>.</footer>
        </main>
        </body>
        </html>
        """
        .formatted(
            Times.text(all.now()),
            disagreement(all.disagreement()),
            all.peers().stream().map(SpringboardPage::link).collect(Collectors.joining()));
  }

  /** As verdict.js says it. */
  private static String disagreement(List<Opinion> opinions) {
    return opinions.isEmpty()
        ? ""
        : opinions.stream()
            .map(o -> isolated(o.proxy()) + " to " + isolated(o.active()))
            .collect(
                Collectors.joining(
                    "; ",
                    "<p class=\"loud\">The proxies disagree: writes go to more than one node. By ",
                    ". " + TO_DO + "</p>\n"));
  }

  private static String link(PeerView peer) {
    return "<li><a href=\"%s\">%s</a></li>\n"
        .formatted(escaped(peer.uri().link()), isolated(peer.name()));
  }

  /** Text from outside, whose direction of writing ends where it ends. */
  private static String isolated(String text) {
    return "<bdi>" + escaped(Clip.of(text)) + "</bdi>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}

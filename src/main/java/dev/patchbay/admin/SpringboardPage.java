package dev.patchbay.admin;

import dev.patchbay.peers.Opinion;
import dev.patchbay.peers.PeerFacts;
import dev.patchbay.peers.PeerView;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.telemetry.events.Clip;
import dev.patchbay.topology.Node;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * The page with all proxies side by side, complete as it leaves the server. What changes stands in
 * elements of class {@code live}, each with an id of its own; springboard.js takes their content
 * over from a newer page. Links are in none of them.
 */
final class SpringboardPage {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private SpringboardPage() {}

  static String of(PeersSnapshot all) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < all.peers().size(); i++) {
      rows.append(row("p" + i, all.peers().get(i)));
    }
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <link rel="icon" type="image/svg+xml" href="icons/%s.svg">
        <link rel="stylesheet" href="springboard.css">
        <script type="module" src="springboard.js"></script>
        <noscript><meta http-equiv="refresh" content="10"></noscript>
        </head>
        <body>
        <main>
        <header>
        <h1>Proxies</h1>
        <p id="connection" role="status">As of %s</p>
        </header>
        <div role="alert">%s</div>
        <section>
        <h2>This proxy</h2>
        %s</section>
        <section>
        <h2 id="all">All proxies</h2>
        %s</section>
        </main>
        </body>
        </html>
        """
        .formatted(
            all.disagreement().isEmpty() ? "Proxies – Patchbay" : "✕ Proxies disagree – Patchbay",
            all.disagreement().isEmpty() ? "good" : "bad",
            time(all.now()),
            live("p", "disagreement", "loud", disagreement(all.disagreement())),
            own(all.state(), all.sessions()),
            all.peers().isEmpty()
                ? "<p>No proxies are configured: <code>API.ProxyURIs</code> is empty.</p>\n"
                : table(rows));
  }

  private static String disagreement(List<Opinion> opinions) {
    if (opinions.isEmpty()) {
      return "";
    }
    StringBuilder line =
        new StringBuilder("<strong>Proxies send clients to different nodes.</strong>");
    for (Opinion opinion : opinions) {
      line.append(" %s: %s.".formatted(isolated(opinion.proxy()), isolated(opinion.active())));
    }
    return line.toString();
  }

  private static String own(RoutingState state, int sessions) {
    return "<dl>\n"
        + fact("Active node", "own-active", node(state.active().node().map(Node::name)))
        + fact("Since", "own-since", time(state.active().since()))
        + fact("Why", "own-why", isolated(state.active().reason().text()))
        + fact(
            "Traffic", "own-traffic", traffic(state.traffic().enabled(), state.traffic().message()))
        + fact("Sessions", "own-sessions", String.valueOf(sessions))
        + fact(
            "Healthy nodes",
            "own-healthy",
            healthy(state.health().healthy().size(), state.health().nodes().size()))
        + "</dl>\n";
  }

  private static String fact(String name, String id, String content) {
    return "<div><dt>%s</dt>%s</div>\n".formatted(name, live("dd", id, "", content));
  }

  private static String table(CharSequence rows) {
    return """
        <div class="scroll" role="region" aria-labelledby="all" tabindex="0">
        <table>
        <thead>
        <tr><th scope="col">Proxy</th><th scope="col">Active node</th><th scope="col">Traffic</th>\
        <th scope="col">Sessions</th><th scope="col">Healthy nodes</th><th scope="col">Answered</th></tr>
        </thead>
        <tbody>
        %s</tbody>
        </table>
        </div>
        """
        .formatted(rows);
  }

  private static String row(String id, PeerView peer) {
    Optional<PeerFacts> facts = peer.facts();
    return "<tr><th scope=\"row\"><a href=\"%s\">%s</a></th>%s%s%s%s%s</tr>\n"
        .formatted(
            escaped(peer.uri().link()),
            isolated(peer.name()),
            live("td", id + "-active", "", facts.map(f -> node(f.active())).orElse("")),
            live(
                "td",
                id + "-traffic",
                "",
                facts.map(f -> traffic(f.trafficEnabled(), f.message())).orElse("")),
            live(
                "td",
                id + "-sessions",
                "",
                facts.map(f -> String.valueOf(f.sessions())).orElse("")),
            live(
                "td",
                id + "-healthy",
                "",
                facts.map(f -> healthy(f.healthy(), f.nodes())).orElse("")),
            live("td", id + "-answered", "", answered(peer)));
  }

  private static String answered(PeerView peer) {
    if (peer.self()) {
      return "this proxy";
    }
    if (peer.error().isPresent()) {
      return "<span class=\"bad\">No: %s</span>".formatted(isolated(peer.error().get()));
    }
    return peer.facts().isPresent() ? "yes" : "not asked yet";
  }

  private static String node(Optional<String> name) {
    return name.map(SpringboardPage::isolated).orElse("<span class=\"bad\">none</span>");
  }

  private static String traffic(boolean enabled, String message) {
    return enabled
        ? "enabled"
        : "<span class=\"bad\">disabled</span>"
            + (message.isEmpty() ? "" : ": " + isolated(message));
  }

  private static String healthy(int healthy, int nodes) {
    String text = healthy + " of " + nodes;
    return healthy == nodes ? text : "<span class=\"bad\">%s</span>".formatted(text);
  }

  private static String live(String element, String id, String style, String content) {
    return "<%s id=\"%s\" class=\"live %s\">%s</%s>"
        .formatted(element, id, style, content, element);
  }

  private static String time(Instant moment) {
    return TIME.format(moment);
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

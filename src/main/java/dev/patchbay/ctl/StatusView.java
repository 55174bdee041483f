package dev.patchbay.ctl;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The state as a page for people. Pure. */
final class StatusView {
  private final Fields state;
  private final Endpoint endpoint;
  private final Optional<Instant> now;
  private final List<Line> lines = new ArrayList<>();

  /**
   * @param state what {@code /v0/nodes} answered
   */
  StatusView(Fields state, Endpoint endpoint) {
    this.state = state;
    this.endpoint = endpoint;
    this.now = Ages.time(state.text("now"));
  }

  /** Whether clients get to a node. */
  static boolean isServing(Fields state) {
    return state.child("active").text("node").isPresent()
        && state.child("traffic").flag("enabled").orElse(true);
  }

  List<Line> lines() {
    lines.addAll(new Warnings(state).lines());
    if (!lines.isEmpty()) {
      lines.add(Line.plain(""));
    }
    facts();
    lines.add(Line.plain(""));
    lines.addAll(nodes());
    peers();
    return lines;
  }

  private void facts() {
    lines.add(listener("Active:   ", state.child("active")));
    if (!state.child("inactive").isEmpty()) {
      lines.add(listener("Inactive: ", state.child("inactive")));
    }
    lines.add(Line.plain("Traffic:  " + traffic(state.child("traffic"))));
    lines.add(
        Line.plain(
            "Proxy:    %s, version %s, up %s"
                .formatted(
                    endpoint,
                    state.shown("version"),
                    Ages.since(Ages.time(state.text("startedAt")), now))));
  }

  private Line listener(String name, Fields listener) {
    return Line.plain(
        "%s%s, for %s (since %s): %s"
            .formatted(
                name,
                listener.text("node").orElse("none"),
                since(listener),
                Ages.at(Ages.time(listener.text("since"))),
                listener.shown("reason")));
  }

  private String traffic(Fields traffic) {
    String word = traffic.flag("enabled").map(on -> on ? "on" : "OFF").orElse("-");
    Optional<Instant> since = Ages.time(traffic.text("since"));
    String when = since.isEmpty() ? "" : ", for " + Ages.since(since, now);
    return word
        + when
        + traffic.text("message").filter(m -> !m.isBlank()).map(m -> ": " + m).orElse("");
  }

  private List<Line> nodes() {
    Table table =
        new Table("", "NODE", "STATUS", "FOR", "INDEX", "SESSIONS", "LAST CHECK", "ENABLED");
    for (Fields node : state.children("nodes")) {
      table.row(
          tone(node),
          node.texts("roles").contains("active") ? "*" : "",
          node.shown("name"),
          node.shown("status"),
          since(node),
          node.count("index"),
          sessions(node),
          check(node),
          enabled(node));
    }
    return table.lines();
  }

  private static Line.Tone tone(Fields node) {
    if (!node.text("status").equals(Optional.of("healthy"))) {
      return Line.Tone.LOUD;
    }
    if (!node.flag("enabled").orElse(true)) {
      return Line.Tone.WARNING;
    }
    return node.texts("roles").contains("active") ? Line.Tone.GOOD : Line.Tone.PLAIN;
  }

  private String since(Fields of) {
    return Ages.since(Ages.time(of.text("since")), now);
  }

  /** Of both listeners. */
  static String sessions(Fields node) {
    Fields sessions = node.child("sessions");
    return sessions.isEmpty()
        ? "-"
        : String.valueOf(
            sessions.number("active").orElse(0) + sessions.number("inactive").orElse(0));
  }

  private static String check(Fields node) {
    Fields check = node.child("lastCheck");
    if (check.isEmpty()) {
      return "none yet";
    }
    long failed = node.number("failedInARow").orElse(0);
    String took = " (" + check.count("milliseconds") + " ms)";
    if (check.flag("healthy").orElse(true)) {
      return "good" + took;
    }
    return check.shown("answer") + took + (failed > 1 ? ", " + failed + " in a row" : "");
  }

  /** Whether it is, and if not, why. */
  static String enabled(Fields node) {
    Optional<Boolean> enabled = node.flag("enabled");
    if (enabled.isEmpty() || enabled.get()) {
      return enabled.isEmpty() ? "-" : "yes";
    }
    Fields disabled = node.child("disabled");
    String by = disabled.text("by").map(name -> " (" + name + ")").orElse("");
    return "no: " + disabled.shown("message") + by;
  }

  private void peers() {
    List<Fields> peers =
        state.children("peers").stream().filter(p -> !p.flag("self").orElse(false)).toList();
    if (peers.isEmpty()) {
      return;
    }
    Table table = new Table("OTHER PROXY", "ACTIVE", "TRAFFIC", "SESSIONS", "HEALTHY");
    for (Fields peer : peers) {
      if (peer.flag("reachable").orElse(false)) {
        table.row(
            Line.Tone.PLAIN,
            peer.shown("uri"),
            peer.text("active").orElse("none"),
            peer.flag("trafficEnabled").map(on -> on ? "on" : "OFF").orElse("-"),
            peer.count("sessions"),
            peer.count("healthy") + " of " + peer.count("nodes"));
      } else {
        table.row(
            // Of one that nobody asks nothing is wrong.
            peer.text("asked").isPresent() ? Line.Tone.WARNING : Line.Tone.PLAIN,
            peer.shown("uri"),
            peer.text("error").orElse("not asked yet"),
            "-",
            "-",
            "-");
      }
    }
    lines.add(Line.plain(""));
    lines.addAll(table.lines());
  }

  /** Who sends clients where, as in {@code a to node-1, b to node-2}. */
  static String opinions(Fields state) {
    return state.children("disagreement").stream()
        .map(o -> o.shown("proxy") + " to " + o.shown("active"))
        .collect(Collectors.joining(", "));
  }
}

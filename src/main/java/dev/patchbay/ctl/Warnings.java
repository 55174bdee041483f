package dev.patchbay.ctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an operator has to see first. Pure. */
final class Warnings {
  private final Fields state;

  Warnings(Fields state) {
    this.state = state;
  }

  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    if (!state.child("traffic").flag("enabled").orElse(true)) {
      lines.add(Line.loud("Traffic is switched off: every client is turned away."));
    }
    if (state.child("active").text("node").isEmpty()) {
      lines.add(Line.loud("No node is active: every client is turned away."));
    }
    if (!state.children("disagreement").isEmpty()) {
      lines.add(
          Line.loud(
              "Proxies disagree, so that two nodes take writes: " + StatusView.opinions(state)));
    }
    Fields switchover = state.child("switchover");
    if (switchover.text("state").equals(Optional.of("draining"))) {
      lines.add(Line.warning(DrainWords.underWay(switchover)));
    }
    if (state.flag("draining").orElse(false)) {
      lines.add(
          Line.warning("This proxy drains: it gets no new clients, until it is started anew."));
    }
    nodes(lines);
    return lines;
  }

  private void nodes(List<Line> lines) {
    List<Fields> nodes = state.children("nodes");
    nodes.stream()
        .filter(n -> n.texts("roles").contains("active") && !n.flag("enabled").orElse(true))
        .forEach(
            n ->
                lines.add(
                    Line.loud(
                        "The active node "
                            + n.shown("name")
                            + " is disabled, and serves because no other can.")));
    long ready =
        nodes.stream()
            .filter(n -> n.text("status").equals(Optional.of("healthy")))
            .filter(n -> n.flag("enabled").orElse(true))
            .count();
    if (ready == 1 && nodes.size() > 1) {
      lines.add(Line.warning("Only one node can serve: there is none to fail over to."));
    }
  }
}

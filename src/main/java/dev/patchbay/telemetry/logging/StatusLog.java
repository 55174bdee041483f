package dev.patchbay.telemetry.logging;

import dev.patchbay.health.Health;
import dev.patchbay.routing.Follower;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes how one listener does, each time it is asked to: to whom its traffic goes, how many
 * sessions it has, how the nodes are and what failovers there were.
 */
public final class StatusLog implements Follower {
  private final ListenerId listener;
  private final Router router;
  private final SessionCounts counts;
  private final Logger log;

  /** Written on the router's loop only. */
  private volatile FailoverHistory history = FailoverHistory.NONE;

  public StatusLog(ListenerId listener, Router router, SessionCounts counts) {
    this.listener = listener;
    this.router = router;
    this.counts = counts;
    this.log =
        LoggerFactory.getLogger(
            listener.equals(ListenerId.ACTIVE) ? "status" : "inactive-node-status");
  }

  @Override
  public void next(Transition transition) {
    history = history.after(transition.after().route(listener));
  }

  /** Writes one line. From any thread. */
  public void write() {
    RoutingState state = router.state();
    Health view = state.health();
    LoggingEventBuilder line =
        log.atInfo()
            .addKeyValue("total_connections", counts.total(listener))
            .addKeyValue("healthy_backends", view.healthy().size())
            .addKeyValue("total_backends", view.nodes().size())
            .addKeyValue("active_backend", names(state.route(listener).nodes()));
    line = withFailovers(line, history);
    List<String> unhealthy = view.unhealthy().stream().map(n -> n.node().name()).toList();
    if (!unhealthy.isEmpty()) {
      line = line.addKeyValue("unhealthy_backends", unhealthy);
    }
    line.log("Status update");
  }

  private static String names(List<Node> nodes) {
    return nodes.isEmpty()
        ? "none"
        : nodes.stream().map(Node::name).collect(Collectors.joining(", "));
  }

  private static LoggingEventBuilder withFailovers(
      LoggingEventBuilder line, FailoverHistory history) {
    if (history.total() == 0) {
      return line;
    }
    return line.addKeyValue("last_failover_at", history.lastAt().orElseThrow().toString())
        .addKeyValue("total_failovers", history.total())
        .addKeyValue("last_failover_from", history.lastFrom().orElseThrow().name());
  }
}

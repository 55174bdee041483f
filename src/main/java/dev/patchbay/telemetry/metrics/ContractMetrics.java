package dev.patchbay.telemetry.metrics;

import dev.patchbay.session.SessionCounts;
import dev.patchbay.topology.Node;
import java.util.List;

/**
 * The metric that dashboards and alerts of running deployments read. Written by hand because
 * Micrometer would rename it: {@code _total} is not a gauge's ending.
 */
public final class ContractMetrics {
  private static final String NAME = "backend_sessions_total";

  private ContractMetrics() {}

  /** The sessions of each node, of both listeners, in the Prometheus text format 0.0.4. */
  public static String text(List<Node> nodes, SessionCounts counts) {
    StringBuilder text = new StringBuilder();
    text.append("# HELP ").append(NAME);
    text.append(" Gauge of the current sessions from this proxy to a mysql backend\n");
    text.append("# TYPE ").append(NAME).append(" gauge\n");
    for (Node node : nodes) {
      text.append(NAME).append("{backend=\"").append(escaped(node.name())).append("\"} ");
      text.append(counts.of(node.id())).append('\n');
    }
    return text.toString();
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}

package dev.patchbay.endurance;

import dev.patchbay.testing.Exposition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the proxy has counted since its start, at a moment without sessions.
 *
 * @param opened sessions that have reached a node
 * @param closed sessions of a node that have ended
 * @param now sessions that there are
 * @param toNode bytes that clients have sent
 * @param toClient bytes that nodes have sent
 */
record Sums(long opened, long closed, long now, long toNode, long toClient) {

  static Sums of(Exposition page) {
    double withoutNode = page.sum("patchbay_sessions_closed_total", Map.of("backend", "none"));
    return new Sums(
        (long) page.sum("patchbay_sessions_opened_total", Map.of()),
        (long) (page.sum("patchbay_sessions_closed_total", Map.of()) - withoutNode),
        (long) page.sum("patchbay_sessions", Map.of()),
        (long) page.sum("patchbay_traffic_bytes_total", Map.of("direction", "to_node")),
        (long) page.sum("patchbay_traffic_bytes_total", Map.of("direction", "to_client")));
  }

  /**
   * What both ends know of it.
   *
   * @param connected connections of clients that came about
   * @param accepted connections that the nodes took
   */
  record Ends(
      long connected,
      long accepted,
      long clientsSent,
      long nodesReceived,
      long nodesSent,
      long clientsReceived) {}

  /** What does not add up, a sentence each. */
  List<String> findings(Ends ends) {
    List<String> findings = new ArrayList<>();
    if (opened != closed + now) {
      findings.add("%d sessions opened, %d closed, %d open".formatted(opened, closed, now));
    }
    order(findings, "sessions opened and accepted", opened, ends.accepted());
    order(findings, "sessions opened and connected", opened, ends.connected());
    order(findings, "bytes to nodes", ends.nodesReceived(), toNode, ends.clientsSent());
    order(findings, "bytes to clients", ends.clientsReceived(), toClient, ends.nodesSent());
    return findings;
  }

  private static void order(List<String> findings, String what, long... ascending) {
    for (int i = 1; i < ascending.length; i++) {
      if (ascending[i - 1] > ascending[i]) {
        findings.add(what + " are not in this order: " + Arrays.toString(ascending));
      }
    }
  }
}

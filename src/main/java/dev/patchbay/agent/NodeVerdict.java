package dev.patchbay.agent;

import dev.patchbay.text.Sanitize;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Whether a node may take traffic, and why.
 *
 * @param healthy whether it may
 * @param reason one line for people; for an unhealthy node everything that is wrong with it
 */
public record NodeVerdict(boolean healthy, String reason) {

  /** Of what a server says in a variable, in characters. The longest that is meant has some 30. */
  private static final int LONGEST = 100;

  public NodeVerdict {
    Objects.requireNonNull(reason, "reason");
  }

  /** A node that must not take traffic. */
  public static NodeVerdict unhealthy(String reason) {
    return new NodeVerdict(false, reason);
  }

  /**
   * Judges a node by what it says of itself. A variable that every server has but this one did not
   * show counts against the node; {@code pxc_maint_mode} exists only in Percona XtraDB Cluster,
   * {@code wsrep_reject_queries} only with Galera, and both may be missing.
   *
   * @param donor whether it is a donor, or on its way back from that ({@link
   *     NodeVariables#isDonor})
   */
  public static NodeVerdict of(NodeVariables node, boolean donor, HealthRules rules) {
    List<String> faults = new ArrayList<>();
    expect(node, "wsrep_cluster_status", "Primary", faults);
    expect(node, "wsrep_ready", "ON", faults);
    if (!node.isSynced() && !(donor && rules.availableWhenDonor())) {
      faults.add("wsrep_local_state is " + state(node));
    }
    if (!rules.availableWhenReadOnly()) {
      expect(node, "read_only", "OFF", faults);
    }
    expectIfThere(node, "pxc_maint_mode", "DISABLED", faults);
    expectIfThere(node, "wsrep_reject_queries", "NONE", faults);
    return faults.isEmpty()
        ? new NodeVerdict(true, "wsrep_local_state is " + state(node))
        : unhealthy(String.join("; ", faults));
  }

  private static void expectIfThere(
      NodeVariables node, String name, String wanted, List<String> faults) {
    if (node.get(name).isPresent()) {
      expect(node, name, wanted, faults);
    }
  }

  private static void expect(NodeVariables node, String name, String wanted, List<String> faults) {
    String value = node.get(name).orElse("missing");
    if (!value.equalsIgnoreCase(wanted)) {
      faults.add(name + " is " + Sanitize.line(value, LONGEST));
    }
  }

  private static String state(NodeVariables node) {
    return node.get("wsrep_local_state")
        .map(
            s -> node.localStateComment().isEmpty() ? s : s + " (" + node.localStateComment() + ")")
        .map(s -> Sanitize.line(s, LONGEST))
        .orElse("missing");
  }
}

package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeReportTest {

  @Test
  void toJson_healthyNode_isTheGaleraAgentsForm() {
    assertThat(report(NodeVerdictTest.node()).toJson())
        .isEqualTo(
            "{\"wsrep_local_state\":4,\"wsrep_local_state_comment\":\"Synced\","
                + "\"wsrep_local_index\":0,\"healthy\":true}");
  }

  @Test
  void toJson_indexBeyondLong_isPassedOnAsThatNumber() {
    NodeVariables node = NodeVerdictTest.node("wsrep_local_index", "18446744073709551615");

    assertThat(report(node).toJson()).contains("\"wsrep_local_index\":18446744073709551615,");
  }

  @Test
  void toJson_nothingKnown_isUnhealthyWithoutAnyState() {
    NodeReport report = new NodeReport(NodeVariables.NONE, NodeVerdict.unhealthy("gone"));

    assertThat(report.toJson())
        .isEqualTo(
            "{\"wsrep_local_state\":0,\"wsrep_local_state_comment\":\"\","
                + "\"wsrep_local_index\":18446744073709551615,\"healthy\":false}");
  }

  @Test
  void toJson_commentWithQuotes_isEscaped() {
    NodeVariables node = NodeVerdictTest.node("wsrep_local_state_comment", "a \"b\" \\ c");

    assertThat(report(node).toJson()).contains("\"a \\\"b\\\" \\\\ c\"");
  }

  @Test
  void toLine_saysWhetherAndWhy() {
    assertThat(report(NodeVerdictTest.node()).toLine())
        .isEqualTo("healthy: wsrep_local_state is 4 (Synced)\n");
    assertThat(report(NodeVerdictTest.node("read_only", "ON")).toLine())
        .isEqualTo("unhealthy: read_only is ON\n");
  }

  private static NodeReport report(NodeVariables node) {
    return new NodeReport(node, NodeVerdict.of(node, false, HealthRules.STRICT));
  }
}

package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeVerdictTest {

  private static final HealthRules DONORS = new HealthRules(true, false);
  private static final HealthRules READERS = new HealthRules(false, true);

  @Test
  void of_syncedWritablePrimaryNode_isHealthy() {
    NodeVerdict verdict = verdict(node(), HealthRules.STRICT);

    assertThat(verdict).isEqualTo(new NodeVerdict(true, "wsrep_local_state is 4 (Synced)"));
  }

  @ParameterizedTest
  @CsvSource({
    "wsrep_cluster_status, non-Primary",
    "wsrep_cluster_status, Disconnected",
    "wsrep_ready, OFF",
    "read_only, ON",
    "read_only, NO_LOCK",
    "pxc_maint_mode, MAINTENANCE",
    "pxc_maint_mode, SHUTDOWN",
    "wsrep_reject_queries, ALL"
  })
  void of_oneVariableWrong_isUnhealthyForThatReason(String name, String value) {
    NodeVerdict verdict = verdict(node(name, value), HealthRules.STRICT);

    assertThat(verdict).isEqualTo(NodeVerdict.unhealthy(name + " is " + value));
  }

  @ParameterizedTest
  @CsvSource({"0, Initialized", "1, Joining", "2, Donor/Desynced", "3, Joined", "5, Error"})
  void of_stateOtherThanSynced_isUnhealthy(String state, String comment) {
    NodeVariables node = node("wsrep_local_state", state, "wsrep_local_state_comment", comment);

    NodeVerdict verdict = verdict(node, HealthRules.STRICT);

    assertThat(verdict.reason()).isEqualTo("wsrep_local_state is " + state + " (" + comment + ")");
    assertThat(verdict.healthy()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, false", "2, true", "3, false", "4, true", "5, false", "24, false"})
  void of_donorsAllowed_onlyDonorAndSyncedAreHealthy(String state, boolean healthy) {
    NodeVerdict verdict = verdict(node("wsrep_local_state", state), DONORS);

    assertThat(verdict.healthy()).isEqualTo(healthy);
  }

  @Test
  void of_donorsAllowed_otherFaultsStillCount() {
    NodeVariables node = node("wsrep_local_state", "2", "read_only", "ON");

    assertThat(verdict(node, DONORS)).isEqualTo(NodeVerdict.unhealthy("read_only is ON"));
  }

  @Test
  void of_readOnlyAllowed_isHealthyButNoDonor() {
    assertThat(verdict(node("read_only", "ON"), READERS).healthy()).isTrue();
    assertThat(verdict(node("wsrep_local_state", "2"), READERS).healthy()).isFalse();
  }

  @Test
  void of_maintModeDisabled_isHealthy() {
    assertThat(verdict(node("pxc_maint_mode", "DISABLED"), HealthRules.STRICT).healthy()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wsrep_cluster_status", "wsrep_ready", "wsrep_local_state", "read_only"})
  void of_variableMissing_isUnhealthy(String name) {
    Map<String, String> values = new HashMap<>(node().values());
    values.remove(name);

    NodeVerdict verdict = verdict(new NodeVariables(values), HealthRules.STRICT);

    assertThat(verdict).isEqualTo(NodeVerdict.unhealthy(name + " is missing"));
  }

  @Test
  void of_severalFaults_namesThemAll() {
    NodeVariables node =
        node("wsrep_cluster_status", "non-Primary", "wsrep_ready", "OFF", "wsrep_local_state", "x");

    NodeVerdict verdict = verdict(node, HealthRules.STRICT);

    assertThat(verdict.reason())
        .isEqualTo(
            "wsrep_cluster_status is non-Primary; wsrep_ready is OFF;"
                + " wsrep_local_state is x (Synced)");
  }

  @Test
  void of_namesInUpperCase_areTheSameVariables() {
    Map<String, String> upper = new HashMap<>();
    node()
        .values()
        .forEach((name, value) -> upper.put(name.toUpperCase(java.util.Locale.ROOT), value));

    assertThat(verdict(new NodeVariables(upper), HealthRules.STRICT).healthy()).isTrue();
  }

  private static NodeVerdict verdict(NodeVariables node, HealthRules rules) {
    return NodeVerdict.of(node, node.isDonor(false), rules);
  }

  /** A healthy node, with some variables changed. */
  @Test
  void whatAServerSays_isOneShortLine() {
    NodeVariables node = node("wsrep_cluster_status", "a\nb" + "c".repeat(8_000));

    String reason = NodeVerdict.of(node, false, HealthRules.STRICT).reason();

    assertThat(reason).startsWith("wsrep_cluster_status is a bc").hasSizeLessThan(200);
  }

  static NodeVariables node(String... changes) {
    Map<String, String> values = new HashMap<>();
    values.put("wsrep_cluster_status", "Primary");
    values.put("wsrep_ready", "ON");
    values.put("wsrep_local_state", "4");
    values.put("wsrep_local_state_comment", "Synced");
    values.put("wsrep_local_index", "0");
    values.put("read_only", "OFF");
    for (int i = 0; i < changes.length; i += 2) {
      values.put(changes[i], changes[i + 1]);
    }
    return new NodeVariables(values);
  }
}

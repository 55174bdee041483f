package dev.patchbay.agent;

import io.vertx.core.json.JsonObject;

/**
 * One look at the node: what it said and what that means.
 *
 * @param variables what the server said; {@link NodeVariables#NONE} when it did not answer. The
 *     values of an earlier look are not repeated: they would pass for current ones.
 * @param verdict the judgement
 */
public record NodeReport(NodeVariables variables, NodeVerdict verdict) {

  /** Of a server that told nothing of itself, for the reason given. */
  static NodeReport unhealthy(String reason) {
    return new NodeReport(NodeVariables.NONE, NodeVerdict.unhealthy(reason));
  }

  /**
   * The answer of {@code /api/v1/status}, in the galera-agent's form. For a server that did not
   * answer: state 0, an empty comment and Galera's own undefined index, 18446744073709551615.
   */
  public String toJson() {
    return json().encode();
  }

  /** A message of {@code /api/v1/stream}: the same, with its number and the reason. */
  String toStreamJson(long counter) {
    return json().put("reason", verdict.reason()).put("counter", counter).encode();
  }

  private JsonObject json() {
    return new JsonObject()
        .put("wsrep_local_state", variables.localState())
        .put("wsrep_local_state_comment", variables.localStateComment())
        .put("wsrep_local_index", variables.localIndex())
        .put("healthy", verdict.healthy());
  }

  /** The answer of {@code /}: one line that says whether and why. */
  public String toLine() {
    return (verdict.healthy() ? "healthy: " : "unhealthy: ") + verdict.reason() + "\n";
  }
}

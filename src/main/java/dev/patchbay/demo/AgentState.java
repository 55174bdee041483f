package dev.patchbay.demo;

import io.vertx.core.json.JsonObject;

/** What the health agent of a stand-in says of its node. */
enum AgentState {
  /** The node is synced and may take traffic. */
  WELL("well", 200, 4, "Synced"),
  /** The node has lost the cluster: it must not take traffic, though its server still answers. */
  SICK("sick", 503, 0, "Initialized"),
  /** The agent takes connections and says nothing. */
  HANGING("hanging", 0, 0, "");

  private final String word;
  private final int status;
  private final int galeraState;
  private final String comment;

  AgentState(String word, int status, int galeraState, String comment) {
    this.word = word;
    this.status = status;
    this.galeraState = galeraState;
    this.comment = comment;
  }

  /** The word for this state in texts for people. */
  String word() {
    return word;
  }

  /** The HTTP status of the health endpoint. */
  int status() {
    return status;
  }

  /** The JSON of the health endpoint, in the form of galera-agent. */
  String json(int index) {
    return new JsonObject()
        .put("wsrep_local_state", galeraState)
        .put("wsrep_local_state_comment", comment)
        .put("wsrep_local_index", index)
        .put("healthy", this == WELL)
        .encode();
  }
}

package dev.patchbay.cluster;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * What one health check found out about one node.
 *
 * @param healthy whether the node may take traffic
 * @param index the node's {@code wsrep_local_index}; empty when the agent did not say, or said that
 *     the node is in no primary component
 * @param reason in a few words for people: {@code 200}, {@code 503}, {@code timed out after 5000
 *     ms}
 * @param stateComment the agent's {@code wsrep_local_state_comment} ({@code Synced}), or empty text
 */
public record Verdict(boolean healthy, OptionalLong index, String reason, String stateComment) {

  public Verdict {
    Objects.requireNonNull(index, "index");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(stateComment, "stateComment");
  }

  /** A node that can take traffic but whose index is not known. */
  public static Verdict healthy(String reason) {
    return new Verdict(true, OptionalLong.empty(), reason, "");
  }

  /** A node that must not take traffic. */
  public static Verdict unhealthy(String reason) {
    return new Verdict(false, OptionalLong.empty(), reason, "");
  }
}

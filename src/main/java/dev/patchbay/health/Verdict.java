package dev.patchbay.health;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * What one health check found out about one node.
 *
 * @param result whether the node may take traffic and, if not, what kind of fault it is
 * @param index the node's {@code wsrep_local_index}; empty when the agent did not say, or said that
 *     the node is in no primary component
 * @param reason in a few words for people: {@code health agent answered 503}, {@code timed out
 *     after 5000 ms}
 * @param stateComment the agent's {@code wsrep_local_state_comment} ({@code Synced}), or empty text
 */
public record Verdict(CheckResult result, OptionalLong index, String reason, String stateComment) {

  public Verdict {
    Objects.requireNonNull(result, "result");
    Objects.requireNonNull(index, "index");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(stateComment, "stateComment");
  }

  /** What an agent said itself. */
  public Verdict(boolean healthy, OptionalLong index, String reason, String stateComment) {
    this(healthy ? CheckResult.HEALTHY : CheckResult.UNHEALTHY, index, reason, stateComment);
  }

  /** A node that can take traffic but whose index is not known. */
  public static Verdict healthy(String reason) {
    return new Verdict(true, OptionalLong.empty(), reason, "");
  }

  /** A node that must not take traffic: its agent said so. */
  public static Verdict unhealthy(String reason) {
    return failed(CheckResult.UNHEALTHY, reason);
  }

  /** A node that must not take traffic. */
  public static Verdict failed(CheckResult result, String reason) {
    return new Verdict(result, OptionalLong.empty(), reason, "");
  }

  /**
   * Whether this says anything of the node; if not, what was known before is still what is known.
   */
  public boolean decides() {
    return result.decides();
  }

  /** Whether the node may take traffic. */
  public boolean healthy() {
    return result == CheckResult.HEALTHY;
  }
}

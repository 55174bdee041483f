package dev.patchbay.health;

import dev.patchbay.topology.Node;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What is known of one node now.
 *
 * @param node the node
 * @param status unknown until the first check has ended, then what the last check said that could
 *     be made: a check that failed for want of something of the proxy's own changes nothing
 * @param index the last known {@code wsrep_local_index}; empty when unknown
 * @param reason why the status is what it is, in a few words for people
 * @param stateComment the agent's word for the node's Galera state ({@code Synced}), or empty text
 * @param since when the status last changed
 */
public record NodeHealth(
    Node node,
    Status status,
    OptionalLong index,
    String reason,
    String stateComment,
    Instant since) {

  /** Whether a node may take traffic. */
  public enum Status {
    /** No check of this node has ended yet. */
    UNKNOWN,
    /**
     * No check could be made so far, for want of something of the proxy's own, and that for long
     * enough: nobody waits for this node's first verdict any more. When it comes it counts.
     */
    UNCHECKED,
    HEALTHY,
    UNHEALTHY
  }

  public NodeHealth {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(index, "index");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(stateComment, "stateComment");
    Objects.requireNonNull(since, "since");
  }

  /** A node that has not been checked yet. */
  public static NodeHealth unknown(Node node, Instant now) {
    return new NodeHealth(node, Status.UNKNOWN, OptionalLong.empty(), "not checked yet", "", now);
  }

  /** The same of the same server, whose agent may have another address. */
  NodeHealth of(Node sameServer) {
    return new NodeHealth(sameServer, status, index, reason, stateComment, since);
  }

  public boolean isHealthy() {
    return status == Status.HEALTHY;
  }

  /** Whether any check has found something out. */
  public boolean isKnown() {
    return status == Status.HEALTHY || status == Status.UNHEALTHY;
  }

  /** Whether this node's first verdict is still to be waited for. */
  public boolean isAwaited() {
    return status == Status.UNKNOWN;
  }

  /**
   * This node's health when nobody shall wait for its first verdict any more.
   *
   * @param reason why there is none, in a few words for people
   */
  public NodeHealth unchecked(String reason, Instant now) {
    return isAwaited()
        ? new NodeHealth(node, Status.UNCHECKED, index, reason, stateComment, now)
        : this;
  }

  /**
   * This node's health after one more check; {@code since} moves only when the status changes. A
   * check that decides nothing changes nothing.
   */
  public NodeHealth after(Verdict verdict, Instant now) {
    if (!verdict.decides()) {
      return this;
    }
    Status next = verdict.healthy() ? Status.HEALTHY : Status.UNHEALTHY;
    return new NodeHealth(
        node,
        next,
        verdict.index(),
        verdict.reason(),
        verdict.stateComment(),
        next == status ? since : now);
  }
}

package dev.patchbay.health;

import dev.patchbay.topology.Node;

/**
 * Told about every check. Called on the control loop: implementations are quick and never block.
 */
@FunctionalInterface
public interface HealthObserver {

  /**
   * A check has ended.
   *
   * @param verdict what came of it; one that does not decide leaves the node as it was
   * @param nanos how long it took, in which the proxy's own lateness does not count
   */
  void checked(Node node, Verdict verdict, long nanos);

  /** A node's agent has said this by itself, as it does ten times a second and more. */
  default void said(Node node, Verdict verdict) {}
}

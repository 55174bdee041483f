package dev.patchbay.health;

import dev.patchbay.cluster.Backend;
import dev.patchbay.cluster.Verdict;

/**
 * Told about every check. Called on the control loop: implementations are quick and never block.
 */
@FunctionalInterface
public interface HealthObserver {

  /**
   * A check has ended.
   *
   * @param nanos how long it took
   */
  void checked(Backend backend, Verdict verdict, long nanos);
}

package dev.patchbay.health;

import dev.patchbay.cluster.Backend;
import dev.patchbay.cluster.Verdict;
import io.vertx.core.Future;

/** Asks one node's health agent, once. */
@FunctionalInterface
interface AgentCheck {

  /**
   * Checks this node.
   *
   * @return always succeeds, and within the check's timeout: what cannot be found out is a verdict
   *     too
   */
  Future<Verdict> check(Backend backend);
}

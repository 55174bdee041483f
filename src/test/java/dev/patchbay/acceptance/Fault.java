package dev.patchbay.acceptance;

import java.util.function.BiConsumer;

/**
 * A way for a node to become unhealthy, and the way back. Repairing a node that is whole is
 * harmless.
 */
enum Fault {
  KILLED(GaleraCluster::kill, GaleraCluster::start),
  FROZEN(GaleraCluster::freeze, GaleraCluster::thaw),
  READ_ONLY((cluster, n) -> cluster.readOnly(n, true), (cluster, n) -> cluster.readOnly(n, false)),
  NOT_PRIMARY(GaleraCluster::partition, GaleraCluster::heal);

  private final BiConsumer<GaleraCluster, Integer> inject;
  private final BiConsumer<GaleraCluster, Integer> repair;

  Fault(BiConsumer<GaleraCluster, Integer> inject, BiConsumer<GaleraCluster, Integer> repair) {
    this.inject = inject;
    this.repair = repair;
  }

  void inject(GaleraCluster cluster, int node) {
    inject.accept(cluster, node);
  }

  void repair(GaleraCluster cluster, int node) {
    repair.accept(cluster, node);
  }
}

package dev.patchbay.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** The stand-in for a Galera cluster: nodes on free ports of the loopback address. */
public final class DemoCluster {
  /** Where everything of the demo listens. */
  public static final String HOST = "127.0.0.1";

  private final List<StandInNode> nodes;

  private DemoCluster(List<StandInNode> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /**
   * Starts the nodes; all are well. Fails, with nothing left listening, if one cannot listen.
   *
   * @param count how many nodes, at least 1
   * @throws IllegalArgumentException if there would be no node
   */
  public static Future<DemoCluster> start(Vertx vertx, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a cluster has at least 1 node, not " + count);
    }
    List<Future<StandInNode>> starting =
        IntStream.range(0, count).mapToObj(index -> StandInNode.start(vertx, index)).toList();
    return Future.join(starting)
        .map(all -> new DemoCluster(all.<StandInNode>list()))
        .recover(
            failure ->
                new DemoCluster(
                        starting.stream().map(Future::result).filter(Objects::nonNull).toList())
                    .stop()
                    .transform(stopped -> Future.failedFuture(failure)));
  }

  /** The nodes, by index from 0. */
  public List<StandInNode> nodes() {
    return nodes;
  }

  /** Closes every port and every connection of the cluster. */
  public Future<Void> stop() {
    return Future.join(nodes.stream().map(StandInNode::stop).toList()).mapEmpty();
  }
}

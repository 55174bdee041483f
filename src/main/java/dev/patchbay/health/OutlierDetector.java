package dev.patchbay.health;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.PerNode;
import dev.patchbay.topology.TopologyChange;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Learns from sessions what casts doubt on a node before its next health check is due: a dial that
 * the node did not take, or several sessions lost from the node's side within a second. Doubt
 * brings a check forward and is never a verdict. Losses raise it once a second at most, because
 * short sessions that the server ends are ordinary. From any thread, but where a method says else.
 */
public final class OutlierDetector {
  /** So many sessions lost within a second are no ordinary end. */
  public static final int LOSSES = 3;

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Consumer<NodeId> doubt;
  private final LongSupplier nanoTime;
  private final PerNode<Losses> losses = new PerNode<>(node -> new Losses());

  /**
   * @param doubt told which node should be checked now; on the thread that gave the sign
   */
  public OutlierDetector(Consumer<NodeId> doubt, LongSupplier nanoTime) {
    this.doubt = doubt;
    this.nanoTime = nanoTime;
  }

  /** Counts for these nodes. On the control loop, or before it runs. */
  public void begin(List<Node> nodes) {
    losses.begin(nodes);
  }

  /** Goes on with these nodes. On the control loop. */
  public void change(TopologyChange change) {
    losses.change(change);
  }

  /** A node did not take a connection. */
  public void dialFailed(NodeId node) {
    doubt.accept(node);
  }

  /** The node's side ended a session. One of a node that is no more says nothing. */
  public void sessionLost(NodeId node) {
    if (losses.of(node).filter(l -> l.add(nanoTime.getAsLong())).isPresent()) {
      doubt.accept(node);
    }
  }

  /** Counts within windows of one second; synchronized because sessions end on several loops. */
  private static final class Losses {
    private boolean begun;
    private long windowStart;
    private int count;

    synchronized boolean add(long now) {
      if (!begun || now - windowStart >= WINDOW_NANOS) {
        begun = true;
        windowStart = now;
        count = 0;
      }
      return ++count == LOSSES;
    }
  }
}

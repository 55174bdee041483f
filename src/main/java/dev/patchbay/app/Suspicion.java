package dev.patchbay.app;

import dev.patchbay.routing.Follower;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.PerNode;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Reads from the sessions what casts doubt on a node before its next health check is due: a dial
 * that the node did not take, or several sessions lost from the node's side within a second. Losses
 * raise doubt once a second at most, because short sessions that the server ends are ordinary.
 */
final class Suspicion implements SessionObserver, Follower {
  static final int LOSSES = 3;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Consumer<NodeId> suspect;
  private final LongSupplier nanoTime;
  private final PerNode<Losses> losses = new PerNode<>(node -> new Losses());

  Suspicion(Consumer<NodeId> suspect, LongSupplier nanoTime) {
    this.suspect = suspect;
    this.nanoTime = nanoTime;
  }

  @Override
  public void begin(RoutingState state) {
    losses.begin(state.topology().nodes());
  }

  @Override
  public void next(Transition transition) {
    losses.change(transition.topology());
  }

  @Override
  public void dialFailed(ListenerId listener, Node node, Throwable cause) {
    suspect.accept(node.id());
  }

  @Override
  public void closed(ListenerId listener, Optional<Node> node, CloseReason reason) {
    if (reason == CloseReason.NODE_CLOSED) {
      node.map(Node::id)
          .filter(id -> losses.of(id).filter(l -> l.add(nanoTime.getAsLong())).isPresent())
          .ifPresent(suspect);
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

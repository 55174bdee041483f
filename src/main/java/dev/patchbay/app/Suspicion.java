package dev.patchbay.app;

import dev.patchbay.cluster.Backend;
import dev.patchbay.routing.Role;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionObserver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Reads from the sessions what casts doubt on a node before its next health check is due: a dial
 * that the node did not take, or several sessions lost from the node's side within a second. Losses
 * raise doubt once a second at most, because short sessions that the server ends are ordinary.
 */
final class Suspicion implements SessionObserver {
  static final int LOSSES = 3;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Consumer<Backend> suspect;
  private final LongSupplier nanoTime;
  private final Map<Backend, Losses> losses;

  Suspicion(List<Backend> backends, Consumer<Backend> suspect, LongSupplier nanoTime) {
    this.suspect = suspect;
    this.nanoTime = nanoTime;
    this.losses =
        backends.stream().collect(Collectors.toMap(Function.identity(), b -> new Losses()));
  }

  @Override
  public void dialFailed(Role role, Backend node, Throwable cause) {
    suspect.accept(node);
  }

  @Override
  public void closed(Role role, Optional<Backend> node, CloseReason reason) {
    if (reason == CloseReason.NODE_CLOSED
        && node.isPresent()
        && losses.get(node.get()).add(nanoTime.getAsLong())) {
      suspect.accept(node.get());
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

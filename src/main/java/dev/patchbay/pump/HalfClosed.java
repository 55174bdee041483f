package dev.patchbay.pump;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The relays of one loop of which one end has ended, in the order in which that was noticed. What
 * is left of them, the other direction, has so long without progress and no longer; a client that
 * never closes would hold its two descriptors for ever otherwise. Everything happens on the loop.
 *
 * <p>Time is counted in ticks of the loop, so that a pause of this process is nobody's fault.
 */
final class HalfClosed {
  /**
   * Long enough for a busy peer to close, or to answer what was asked before the end; and a
   * server's own patience with a silent login is the same (MySQL's connect_timeout, 10 s).
   */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int TICKS = 10;

  /** So many are looked at, with a few system calls each, before others have their turn. */
  static final int SLICE = 128;

  private static final long BETWEEN_SLICES_MILLIS = 2;

  private final PumpLoop loop;
  private final long tickMillis;
  private final Set<Relay> relays = new LinkedHashSet<>();
  private boolean ticking;

  /**
   * @param patience a relay is given up after so long without progress, or up to two tenths of it
   *     more; with many thousands a tick takes longer, and so does this
   */
  HalfClosed(PumpLoop loop, Duration patience) {
    this.loop = loop;
    this.tickMillis = Math.max(1, patience.toMillis() / TICKS);
  }

  /** Watches this relay from now on; without effect the second time. */
  void add(Relay relay) {
    relays.add(relay);
    schedule();
  }

  void remove(Relay relay) {
    relays.remove(relay);
  }

  private void tick(List<Relay> all) {
    List<Relay> now = all.subList(0, Math.min(SLICE, all.size()));
    try {
      now.forEach(relay -> relay.tick(TICKS));
    } finally {
      goOn(all.subList(now.size(), all.size()));
    }
  }

  private void goOn(List<Relay> rest) {
    if (rest.isEmpty()) {
      ticking = false;
      schedule();
    } else {
      loop.schedule(BETWEEN_SLICES_MILLIS, () -> tick(rest));
    }
  }

  private void schedule() {
    if (!ticking && !relays.isEmpty()) {
      ticking = true;
      loop.schedule(tickMillis, () -> tick(List.copyOf(relays)));
    }
  }
}

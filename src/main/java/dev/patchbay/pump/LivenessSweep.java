package dev.patchbay.pump;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Looks at all relays of one loop every few seconds, a slice at a time, and has those give up whose
 * peer is dead or has stalled for too long. An idle session costs a look at a few fields, and only
 * one that waits for its peer costs a system call. Everything happens on the loop.
 */
final class LivenessSweep {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** So many relays are looked at before others have their turn; a millisecond at the most. */
  private static final int SLICE = 128;

  private static final long BETWEEN_SLICES_MILLIS = 2;

  private final PumpLoop loop;
  private final LivingTime time;
  private final List<Relay> relays = new ArrayList<>();
  private long clientLimitNanos;
  private long nodeLimitNanos;
  private Duration pause;
  private boolean running;

  LivenessSweep(PumpLoop loop, StallLimits limits) {
    this.loop = loop;
    this.time = new LivingTime(System.nanoTime());
    limit(limits);
  }

  /**
   * Goes on with these limits, from the next sweep on: within five seconds. Whoever stalls already
   * has done so since it took something last.
   */
  void limit(StallLimits limits) {
    clientLimitNanos = limits.client().toNanos();
    nodeLimitNanos = limits.node().toNanos();
    pause = pause(limits);
  }

  /** A fifth of the shorter limit, so that it is met in good time. */
  private static Duration pause(StallLimits limits) {
    long millis =
        LongStream.of(limits.client().toMillis(), limits.node().toMillis())
            .filter(l -> l > 0)
            .map(l -> l / 5)
            .min()
            .orElse(Long.MAX_VALUE);
    return Duration.ofMillis(
        Math.max(SHORTEST_PAUSE.toMillis(), Math.min(LONGEST_PAUSE.toMillis(), millis)));
  }

  void add(Relay relay) {
    relay.place = relays.size();
    relays.add(relay);
    if (!running) {
      running = true;
      tick();
      loop.schedule(pause.toMillis(), this::begin);
    }
  }

  void remove(Relay relay) {
    Relay last = relays.remove(relays.size() - 1);
    if (last != relay) {
      relays.set(relay.place, last);
      last.place = relay.place;
    }
  }

  /** How many relays there are. */
  int relays() {
    return relays.size();
  }

  private void begin() {
    look(tick(), relays.size());
  }

  /** The first sweep after a change may come later than that; nobody is charged with it. */
  private long tick() {
    return time.tick(System.nanoTime(), 2 * pause.toNanos());
  }

  /** From the end, because what takes the place of one that ends comes from there. */
  private void look(long now, int end) {
    int to = Math.min(end, relays.size());
    int from = Math.max(0, to - SLICE);
    try {
      for (int i = to - 1; i >= from; i--) {
        if (i < relays.size()) {
          relays.get(i).look(now, clientLimitNanos, nodeLimitNanos);
        }
      }
    } finally {
      goOn(now, from);
    }
  }

  /** Whatever one relay's look came to: the others must be looked at. */
  private void goOn(long now, int from) {
    if (from > 0) {
      loop.schedule(BETWEEN_SLICES_MILLIS, () -> look(now, from));
    } else if (relays.isEmpty()) {
      running = false;
    } else {
      loop.schedule(pause.toMillis(), this::begin);
    }
  }
}

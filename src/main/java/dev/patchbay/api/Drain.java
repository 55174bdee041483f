package dev.patchbay.api;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The last minutes of a proxy that is to be stopped: load balancers and BOSH DNS are sent away,
 * traffic goes on. There is no way back but a restart. On one event loop.
 */
final class Drain {
  private final LongSupplier nanoTime;
  private final Runnable closeHealthPort;
  private OptionalLong begun = OptionalLong.empty();

  Drain(LongSupplier nanoTime, Runnable closeHealthPort) {
    this.nanoTime = nanoTime;
    this.closeHealthPort = closeHealthPort;
  }

  /** Begins; false if it had begun already. */
  boolean begin() {
    if (begun.isPresent()) {
      return false;
    }
    begun = OptionalLong.of(nanoTime.getAsLong());
    closeHealthPort.run();
    return true;
  }

  /** How long it has been going on; empty if it has not begun. */
  Optional<Duration> lasting() {
    return begun.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(nanoTime.getAsLong() - begun.getAsLong()));
  }
}

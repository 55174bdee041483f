package dev.patchbay.admin;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The last minutes of a proxy that is to be stopped: load balancers and BOSH DNS are sent away,
 * traffic goes on. There is no way back but a restart. Begins on one event loop; may be asked from
 * any thread.
 */
public final class Drain {
  private final LongSupplier nanoTime;
  private final Consumer<Optional<String>> onBegin;
  private volatile OptionalLong begun = OptionalLong.empty();

  /**
   * @param onBegin called once, on the loop that begins it: sends load balancers away. It is given
   *     the address from which somebody asked for it; empty if the process was told to stop
   */
  public Drain(LongSupplier nanoTime, Consumer<Optional<String>> onBegin) {
    this.nanoTime = nanoTime;
    this.onBegin = onBegin;
  }

  /**
   * Begins; false if it had begun already.
   *
   * @param remote who asked for it; empty if the process was told to stop
   */
  public boolean begin(Optional<String> remote) {
    if (begun.isPresent()) {
      return false;
    }
    begun = OptionalLong.of(nanoTime.getAsLong());
    onBegin.accept(remote);
    return true;
  }

  /** How long it has been going on; empty if it has not begun. */
  Optional<Duration> lasting() {
    return begun.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(nanoTime.getAsLong() - begun.getAsLong()));
  }
}

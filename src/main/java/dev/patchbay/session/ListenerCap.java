package dev.patchbay.session;

import dev.patchbay.pump.PumpSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** How many sessions one listener has, over all loops, against a limit of its own. */
final class ListenerCap {
  private final AtomicInteger sessions = new AtomicInteger();

  /**
   * Counts this client for as long as its connection is open.
   *
   * @param most 0 for no limit
   * @return false if there are too many already
   */
  boolean enter(PumpSocket client, int most) {
    if (most == 0) {
      return true;
    }
    if (sessions.incrementAndGet() > most) {
      sessions.decrementAndGet();
      return false;
    }
    client.whenClosed(sessions::decrementAndGet);
    return true;
  }
}

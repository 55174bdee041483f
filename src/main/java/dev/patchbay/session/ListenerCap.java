package dev.patchbay.session;

import dev.patchbay.aware.LoginBudget;
import dev.patchbay.pump.PumpSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** What the sessions of one listener share, over all loops: a limit of their number, and memory. */
final class ListenerCap {
  private final AtomicInteger sessions = new AtomicInteger();
  private final LoginBudget logins = LoginBudget.ofThisProcess();

  /** For what clients send before they are let in. */
  LoginBudget logins() {
    return logins;
  }

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

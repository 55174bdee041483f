package dev.patchbay.web;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/** A guest list that ticks while somebody is on it. On its event loop only. */
final class GuestRoom {
  private final GuestList guests;
  private boolean ticking;

  GuestRoom(GuestList guests) {
    this.guests = guests;
  }

  GuestList guests() {
    return guests;
  }

  void add(Guest guest, EventLoop loop) {
    guests.add(guest);
    if (!ticking) {
      ticking = true;
      tickLater(loop);
    }
  }

  private void tickLater(EventLoop loop) {
    loop.schedule(() -> tick(loop), GuestLimits.TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tick(EventLoop loop) {
    try {
      guests.onTick();
    } finally {
      // One guest's fault must not keep the others from being looked after.
      ticking = !guests.isEmpty();
      if (ticking) {
        tickLater(loop);
      }
    }
  }
}

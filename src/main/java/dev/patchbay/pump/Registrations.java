package dev.patchbay.pump;

import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Enters sockets into the list of what a loop watches. */
final class Registrations {

  private Registrations() {}

  /**
   * Enters this one; on the loop.
   *
   * @throws IOException if the loop cannot watch one more
   */
  static IoRegistration enter(PumpLoop loop, IoHandle handle, IoOps ops) throws IOException {
    IoRegistration registration = enter(loop, handle);
    try {
      registration.submit(ops);
      return registration;
    } catch (UncheckedIOException e) {
      registration.cancel();
      throw e.getCause();
    }
  }

  /**
   * Enters this one, of which nothing is asked yet; on the loop.
   *
   * @throws IOException if the loop cannot watch one more
   */
  static IoRegistration enter(PumpLoop loop, IoHandle handle) throws IOException {
    var entering = loop.eventLoop().register(handle);
    if (!entering.isSuccess()) {
      throw new IOException("cannot be watched by the event loop", entering.cause());
    }
    return entering.getNow();
  }
}

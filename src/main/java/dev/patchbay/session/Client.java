package dev.patchbay.session;

import dev.patchbay.aware.Following;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.Frames;
import java.util.Optional;

/**
 * A client on its way to a node. It has been told nothing, or has been greeted by the proxy and
 * waits for what comes of its login.
 *
 * @param login empty if it has been told nothing
 */
record Client(PumpSocket socket, Optional<KnownLogin> login) {
  /** One that has just come. */
  static Client unknown(PumpSocket socket) {
    return new Client(socket, Optional.empty());
  }

  /** This error as the next thing that it hears. */
  byte[] framed(ErrorPacket error) {
    return login
        .map(known -> Frames.frame(known.number() + 1, error.payload()))
        .orElseGet(() -> Following.greeting(error));
  }
}

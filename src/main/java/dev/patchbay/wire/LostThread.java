package dev.patchbay.wire;

import java.net.ProtocolException;

/** From here on a conversation cannot be followed. */
final class LostThread extends ProtocolException {
  private final Opaque reason;

  LostThread(Opaque reason) {
    super(reason.words());
    this.reason = reason;
  }

  Opaque reason() {
    return reason;
  }
}

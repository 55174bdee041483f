package dev.patchbay.wire;

import java.io.IOException;

/** A server answered, with an error. */
public final class ServerError extends IOException {
  private final int code;

  /** From the packet in which the server says so. */
  public ServerError(ErrorPacket error) {
    super("error " + error.code() + ": " + error.message());
    code = error.code();
  }

  /** The server's number for it, unsigned 16 bits. */
  public int code() {
    return code;
  }
}

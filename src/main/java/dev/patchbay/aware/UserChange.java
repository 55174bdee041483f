package dev.patchbay.aware;

import dev.patchbay.wire.Command;
import dev.patchbay.wire.Frames;
import java.nio.ByteBuffer;

/**
 * Has the server ask anew for the proof of a client that changes its user (COM_CHANGE_USER) and has
 * been greeted by the proxy. Some drivers prove themselves to the greeting's challenge then, which
 * no server knows. If the command names a method that nobody has, the server answers with its own
 * challenge, as in the login. One letter of the name is another one, so that the length stays.
 */
public final class UserChange {
  private static final int CHARSET = 2;

  /** No method's name begins with it. */
  private static final byte OTHER = '~';

  private UserChange() {}

  /**
   * Changes the command, if these are the bytes of one and nothing else; what is sent in pieces
   * stays as it is, and is refused by the server if its driver is such a one.
   *
   * @param bytes from position to limit; both stay where they are. The client must be between two
   *     commands, and have agreed on PLUGIN_AUTH and SECURE_CONNECTION
   */
  public static void askAnew(ByteBuffer bytes) {
    int from = bytes.position();
    if (!Frames.isOneCommand(bytes)
        || bytes.get(from + Frames.HEADER) != Command.CHANGE_USER.code()) {
      return;
    }
    int at = behindText(bytes, from + Frames.HEADER + 1);
    if (at < bytes.limit()) {
      at += 1 + (bytes.get(at) & 0xFF);
    }
    at = behindText(bytes, at) + CHARSET;
    if (at < bytes.limit() && bytes.get(at) != 0) {
      bytes.put(at, OTHER);
    }
  }

  private static int behindText(ByteBuffer bytes, int from) {
    int at = from;
    while (at < bytes.limit() && bytes.get(at) != 0) {
      at++;
    }
    return at + 1;
  }
}

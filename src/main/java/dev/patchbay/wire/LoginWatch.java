package dev.patchbay.wire;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Follows what a client sends to a MySQL server until its login is over, for PROXY headers of its
 * own. MariaDB (10.11 was tried) believes one before every packet of the login, however many came
 * before: a client behind a proxy that sends one could say that it is anybody. After the login, and
 * within TLS, no header is believed.
 *
 * <p>Packets begin with three bytes of length and a number that counts from 1 within the login; so
 * both forms of the header would be packets with numbers that no login reaches. It keeps no bytes
 * but four, and is for one thread.
 */
public final class LoginWatch {
  private static final int HEAD = 4;
  private static final int VERSION_1 = 'P' << 24 | 'R' << 16 | 'O' << 8 | 'X';
  private static final int VERSION_2 = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';
  private static final int TLS_FOLLOWS = 0x08;

  /** The packet's first four bytes, as far as they are here. */
  private int head;

  private int headBytes;

  /** Of the packet's payload. */
  private int passed;

  private int left;

  /** The packet's number; that of the first one is 1. */
  private int packets;

  private boolean over;

  /**
   * Looks at the next bytes; their position stays where it is.
   *
   * @return whether the login is over, and nothing more need be looked at
   * @throws ProtocolException if a PROXY header begins within them
   */
  public boolean take(ByteBuffer bytes) throws ProtocolException {
    int at = bytes.position();
    while (!over && at < bytes.limit()) {
      if (headBytes < HEAD) {
        head(bytes.get(at++));
      } else {
        at += payload(bytes, at);
      }
      if (headBytes == HEAD && left == 0) {
        headBytes = 0;
      }
    }
    return over;
  }

  private void head(byte next) throws ProtocolException {
    head = head << 8 | next & 0xFF;
    headBytes++;
    if (headBytes < HEAD) {
      return;
    }
    if (head == VERSION_1 || head == VERSION_2) {
      throw new ProtocolException("a PROXY header of the client's own");
    }
    packets++;
    passed = 0;
    left = Integer.reverseBytes(head) & 0xFFFFFF;
    // The first command begins to count anew.
    over = (head & 0xFF) == 0;
  }

  private int payload(ByteBuffer bytes, int at) {
    // The second byte of the first packet says whether TLS follows.
    if (packets == 1 && passed <= 1 && at + 1 - passed < bytes.limit()) {
      over = left + passed > 1 && (bytes.get(at + 1 - passed) & TLS_FOLLOWS) != 0;
    }
    int count = Math.min(left, bytes.limit() - at);
    passed += count;
    left -= count;
    return count;
  }
}

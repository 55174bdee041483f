package dev.patchbay.wire;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Follows what a client sends to a MySQL server until its login is over, for PROXY headers of its
 * own. MariaDB (10.11 was tried) believes one before every packet of the login, however many came
 * before: a client behind a proxy that sends one could say that it is anybody. After the login no
 * header is believed.
 *
 * <p>Packets begin with three bytes of length and a number that counts from 1 within the login, and
 * from 0 with the first command. A packet that begins as a header does is none of a login's: the
 * number would be {@code X} or a line feed. Whether TLS follows is not asked, for a client may say
 * so to a server that has none, which goes on in plain; what looks like packets within TLS is
 * random, and does not begin with so many given bytes. It keeps no bytes but four, and is for one
 * thread.
 */
public final class LoginWatch {
  private static final int HEAD = 4;

  /** The packet's first four bytes, as far as they are here. */
  private int head;

  /** How many bytes of the packet have come, those of its head included. */
  private long passed;

  /** How many of them are those of a header. */
  private int asVersion1;

  private int asVersion2;

  private boolean over;

  /**
   * Looks at the next bytes; their position stays where it is.
   *
   * @return whether the login is over, and nothing more need be looked at
   * @throws ProtocolException if the last byte of a header's beginning is among them: what came
   *     before them was at most eleven bytes of it, which is no header
   */
  public boolean take(ByteBuffer bytes) throws ProtocolException {
    int at = bytes.position();
    while (!over && at < bytes.limit()) {
      if (passed < ProxyHeader.SIGNATURE.length) {
        begin(bytes.get(at++));
      } else {
        long count = Math.min(end() - passed, bytes.limit() - at);
        passed += count;
        at += (int) count;
      }
      if (passed >= HEAD && passed == end()) {
        passed = 0;
      }
    }
    return over;
  }

  /** Where the packet ends; known with its head. */
  private long end() {
    return HEAD + (Integer.reverseBytes(head) & 0xFFFFFF);
  }

  private void begin(byte next) throws ProtocolException {
    if (passed == 0) {
      head = 0;
      asVersion1 = 0;
      asVersion2 = 0;
    }
    asVersion1 = matched(ProxyHeader.WORD, asVersion1, next);
    asVersion2 = matched(ProxyHeader.SIGNATURE, asVersion2, next);
    if (asVersion1 == ProxyHeader.WORD.length || asVersion2 == ProxyHeader.SIGNATURE.length) {
      throw new ProtocolException("a PROXY header of the client's own");
    }
    if (passed < HEAD) {
      head = head << 8 | next & 0xFF;
    }
    passed++;
    // The first command begins to count anew.
    over = passed == HEAD && (head & 0xFF) == 0;
  }

  private int matched(byte[] header, int before, byte next) {
    return before == passed && before < header.length && header[before] == next
        ? before + 1
        : before;
  }
}

package dev.patchbay.wire;

import java.nio.ByteBuffer;

/**
 * The numbers of a login's packets where its server counts one more than its client: it was asked
 * for TLS, and the client has not done that. They are changed where they stand, in pieces of any
 * size, until the server has ended the login; both sides count each command anew from 0. For one
 * thread.
 */
public final class LoginNumbers {
  private static final int FIRST_OF_PAYLOAD = Frames.HEADER;

  private final Direction toServer = new Direction(1);
  private final Direction toClient = new Direction(-1);

  /** Changes the client's; position and limit stay where they are. */
  public void toServer(ByteBuffer bytes) {
    toServer.take(bytes);
  }

  /** Changes the server's; position and limit stay where they are. */
  public void toClient(ByteBuffer bytes) {
    toClient.take(bytes);
  }

  /** Whether the server has ended the login: both sides have the same numbers. */
  public boolean isOver() {
    return toClient.over;
  }

  private final class Direction {
    private final int more;

    /** How much of the packet has come, up to the first byte behind its header. */
    private int have;

    /** How much of its payload has not. */
    private int left;

    private boolean over;

    Direction(int more) {
      this.more = more;
    }

    void take(ByteBuffer bytes) {
      int at = bytes.position();
      while (at < bytes.limit() && !over && !toClient.over) {
        if (have < Frames.HEADER) {
          header(bytes, at++);
        } else {
          if (have == FIRST_OF_PAYLOAD) {
            have++;
            begin(bytes.get(at) & 0xFF);
          }
          int passed = Math.min(left, bytes.limit() - at);
          left -= passed;
          at += passed;
        }
        if (have >= Frames.HEADER && left == 0) {
          have = 0;
        }
      }
    }

    private void header(ByteBuffer bytes, int at) {
      int one = bytes.get(at) & 0xFF;
      if (have < Frames.HEADER - 1) {
        left |= one << 8 * have;
      } else if (one > 0) {
        bytes.put(at, (byte) (one + more));
      } else {
        // Of no login: a command that does not wait for its end, or an error out of turn.
        over = true;
      }
      have++;
    }

    private void begin(int first) {
      over = this == toClient && (first == OkPacket.HEADER || first == ErrorPacket.HEADER);
    }
  }
}

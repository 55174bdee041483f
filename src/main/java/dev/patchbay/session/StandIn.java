package dev.patchbay.session;

import dev.patchbay.aware.Following;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.ClientLogin;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.ServerStatus;
import java.io.IOException;
import java.util.Optional;

/**
 * Goes on with a connection to a node whose client has left without a word: it logs in as somebody
 * who does not exist, and is denied. A server counts a connection that ends before its login as an
 * error of the address that it comes from, which is the proxy's, and at {@code max_connect_errors}
 * of them it lets nobody in from there; a denied login it does not count so.
 *
 * <p>What the client has been told of the server's greeting is not known here, and need not be: any
 * proof of a password is wrong. {@link StandIns} bounds it. On the loop.
 */
final class StandIn implements PumpSocket.Early {
  /** Who must not exist. */
  static final String USER = "patchbay-probe";

  private static final String NO_PASSWORD = "nobody has this password";

  /** Bytes of a payload; what belongs here has less than 600. */
  private static final int LONGEST = 1024;

  /** Bytes that are read in all: a server's part of a login has less than 2,000. */
  private static final int MOST_BYTES = 4096;

  private static final int GREETING = 10;
  private static final int UTF8 = 33;

  /** In place of the server's, with what the login asks of one. */
  private static final byte[] ANY_GREETING =
      new Greeting(
              "",
              0,
              new byte[20],
              new Capabilities(
                  Capabilities.PROTOCOL_41
                      | Capabilities.SECURE_CONNECTION
                      | Capabilities.PLUGIN_AUTH),
              UTF8,
              new ServerStatus(0),
              "mysql_native_password")
          .payload();

  private final PumpSocket node;
  private final ClientLogin login = new ClientLogin(USER, NO_PASSWORD, false);

  /** What comes next: a header, or the payload behind it. */
  private byte[] part = new byte[Frames.HEADER];

  private int have;
  private boolean isPayload;
  private int number;
  private int read;
  private boolean over;

  private StandIn(PumpSocket node) {
    this.node = node;
  }

  /**
   * Begins.
   *
   * @param node open, and part of no relay
   */
  static void begin(PumpSocket node) {
    StandIn standIn = new StandIn(node);
    standIn.take(0, ANY_GREETING);
    if (!standIn.over) {
      node.readFirst(standIn);
    }
  }

  @Override
  public void readable() {
    while (!over) {
      byte[] piece = new byte[part.length - have];
      int got = node.read(piece, piece.length);
      if (got == 0) {
        return;
      }
      read += got;
      if (got < 0 || read > MOST_BYTES) {
        end();
        return;
      }
      System.arraycopy(piece, 0, part, have, got);
      have += got;
      if (have == part.length) {
        takePart();
      }
    }
  }

  private void takePart() {
    byte[] whole = part;
    int next = Frames.HEADER;
    if (!isPayload) {
      next = (whole[0] & 0xFF) | (whole[1] & 0xFF) << 8 | (whole[2] & 0xFF) << 16;
      number = whole[3] & 0xFF;
    } else if (number > 0 || whole[0] != GREETING) {
      take(number, whole);
    }
    isPayload = !isPayload;
    if (next == 0 || next > LONGEST) {
      end();
      return;
    }
    part = new byte[next];
    have = 0;
  }

  private void take(int ofPacket, byte[] payload) {
    try {
      Optional<byte[]> answer = login.answer(payload);
      if (login.isLetIn()) {
        over = true;
        node.closeSaying(Following.quit(), LastWords.MILLIS);
      } else if (answer.isPresent() && !node.say(Frames.frame(ofPacket + 1, answer.get()))) {
        end();
      }
    } catch (IOException e) {
      // Denied, as it should be; or it is no MySQL server.
      end();
    }
  }

  private void end() {
    over = true;
    node.close();
  }

  @Override
  public void gone() {
    over = true;
  }
}

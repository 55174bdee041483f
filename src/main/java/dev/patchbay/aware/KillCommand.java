package dev.patchbay.aware;

import dev.patchbay.wire.Command;
import dev.patchbay.wire.Frames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has a client's {@code KILL} reach the connection that it means. Whom the proxy has greeted knows
 * its connection by an id of the proxy's, and drivers end a statement whose time is over by {@code
 * KILL QUERY} and that id on a second connection. The node's own id takes its place, with zeros
 * before it, so that the length stays; whether it may be ended is the node's to say.
 */
public final class KillCommand {
  /** All ids of the proxy's have so many digits. */
  private static final int DIGITS = 10;

  /** Nobody writes a longer one, in bytes of text. */
  private static final int MOST_TEXT = 128;

  private static final Pattern KILL =
      Pattern.compile(
          "KILL\\s+(?:/\\*!\\d*\\s*)?(?:(?:HARD|SOFT)\\s+)?(?:(?:CONNECTION|QUERY)\\s*)?(?:\\*/\\s*)?"
              + "(\\d{"
              + DIGITS
              + "})\\s*;?\\s*",
          Pattern.CASE_INSENSITIVE);

  private KillCommand() {}

  /**
   * Changes the command, if these are the bytes of one and nothing else; what is sent in pieces
   * stays as it is, and is refused by the server, which knows no such id.
   *
   * @param bytes from position to limit; both stay where they are. The client must be between two
   *     commands
   * @param ofNode the node's own id for one that a client may have been told; empty if it is not
   *     one of this node's
   */
  public static void redirect(ByteBuffer bytes, LongFunction<OptionalLong> ofNode) {
    int from = bytes.position();
    int at = from + Frames.HEADER;
    if (!Frames.isOneCommand(bytes) || bytes.remaining() < Frames.HEADER + 2) {
      return;
    }
    int command = bytes.get(at);
    if (command == Command.PROCESS_KILL.code() && bytes.remaining() == Frames.HEADER + 5) {
      ByteBuffer ids = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      ofNode
          .apply(Integer.toUnsignedLong(ids.getInt(at + 1)))
          .ifPresent(own -> putInt4(ids, at + 1, own));
    } else if (command == Command.QUERY.code()) {
      digits(bytes, text(bytes, at + 1))
          .ifPresent(
              place ->
                  ofNode
                      .apply(Long.parseLong(place.text))
                      .ifPresent(own -> putDigits(bytes, place.at, own)));
    }
  }

  /** Where the text begins: a client that can send attributes says first that there are none. */
  private static int text(ByteBuffer bytes, int at) {
    boolean none = at + 2 < bytes.limit() && bytes.get(at) == 0 && bytes.get(at + 1) == 1;
    return none ? at + 2 : at;
  }

  private record Place(int at, String text) {}

  private static Optional<Place> digits(ByteBuffer bytes, int at) {
    int length = bytes.limit() - at;
    // Nearly every other statement is out by its first letter.
    if (length > MOST_TEXT || (bytes.get(at) | 0x20) != 'k') {
      return Optional.empty();
    }
    byte[] text = new byte[length];
    bytes.get(at, text);
    Matcher found = KILL.matcher(new String(text, StandardCharsets.ISO_8859_1));
    return found.matches()
        ? Optional.of(new Place(at + found.start(1), found.group(1)))
        : Optional.empty();
  }

  private static void putDigits(ByteBuffer bytes, int at, long own) {
    byte[] digits = String.format("%0" + DIGITS + "d", own).getBytes(StandardCharsets.US_ASCII);
    if (digits.length == DIGITS) {
      bytes.put(at, digits);
    }
  }

  private static void putInt4(ByteBuffer ids, int at, long own) {
    if (own >>> 32 == 0) {
      ids.putInt(at, (int) own);
    }
  }
}

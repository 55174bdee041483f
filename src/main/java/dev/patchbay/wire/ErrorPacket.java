package dev.patchbay.wire;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/**
 * A server says no (page_protocol_basic_err_packet).
 *
 * @param code unsigned 16 bits
 * @param sqlState five letters; empty in place of a greeting, where there is none
 */
public record ErrorPacket(int code, String sqlState, String message) {
  /** The first byte. */
  public static final int HEADER = 0xFF;

  /** The code with which MariaDB reports progress; the command goes on. */
  public static final int PROGRESS = 0xFFFF;

  /** How much of an error is read, in bytes; messages have 512 at the most. */
  static final int READ = 1024;

  /** Marks that a state follows. */
  private static final int MARK = '#';

  private static final int STATE_LENGTH = 5;

  /** Reads a payload. */
  public static ErrorPacket read(FieldReader in) throws ProtocolException {
    if (in.int1() != HEADER) {
      throw new ProtocolException("no error");
    }
    int code = in.int2();
    String state = "";
    if (in.peek() == MARK && in.remaining() > STATE_LENGTH) {
      in.skip(1);
      state = new String(in.bytes(STATE_LENGTH), StandardCharsets.US_ASCII);
    }
    return new ErrorPacket(code, state, new String(in.rest(), StandardCharsets.UTF_8));
  }

  public byte[] payload() {
    FieldWriter out = new FieldWriter().int1(HEADER).int2(code);
    if (!sqlState.isEmpty()) {
      out.int1(MARK).rest(sqlState);
    }
    return out.rest(message).payload();
  }
}

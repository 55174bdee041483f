package dev.patchbay.demo;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the packets of a MySQL server. Pure; all numbers are little-endian, all text UTF-8. */
final class Packets {
  private static final int AUTOCOMMIT = 0x0002;

  private Packets() {}

  /**
   * Puts the header before each payload.
   *
   * @param firstSequence number of the first packet; the others follow, 0 after 255
   */
  static Buffer frame(int firstSequence, List<Buffer> payloads) {
    Buffer out = Buffer.buffer();
    int sequence = firstSequence;
    for (Buffer payload : payloads) {
      out.appendMediumLE(payload.length());
      out.appendUnsignedByte((short) (sequence++ & 0xFF));
      out.appendBuffer(payload);
    }
    return out;
  }

  /** OK with nothing affected, no warnings, autocommit on. */
  static Buffer ok() {
    return Buffer.buffer(new byte[] {0x00, 0, 0, AUTOCOMMIT, 0, 0, 0});
  }

  /** EOF, which ends the column definitions and the rows. */
  static Buffer eof() {
    return Buffer.buffer(new byte[] {(byte) 0xFE, 0, 0, AUTOCOMMIT, 0});
  }

  static Buffer error(Answer.Failure failure) {
    return Buffer.buffer()
        .appendByte((byte) 0xFF)
        .appendUnsignedShortLE(failure.code())
        .appendString("#" + failure.sqlState() + failure.message());
  }

  /** Asks the client to prove itself by another method. */
  static Buffer authSwitch(String plugin, byte[] challenge) {
    Buffer out = Buffer.buffer().appendByte((byte) 0xFE);
    appendText(out, plugin);
    return out.appendBytes(challenge).appendByte((byte) 0);
  }

  /** Tells a client of caching_sha2_password that its proof was accepted; an OK must follow. */
  static Buffer fastAuthSuccess() {
    return Buffer.buffer(new byte[] {0x01, 0x03});
  }

  /** Text and its zero byte. */
  static void appendText(Buffer out, String text) {
    out.appendString(text).appendByte((byte) 0);
  }

  /** Text after its length. */
  static void appendLengthEncoded(Buffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    appendLength(out, bytes.length);
    out.appendBytes(bytes);
  }

  static void appendLength(Buffer out, int length) {
    if (length < 0xFB) {
      out.appendUnsignedByte((short) length);
    } else if (length <= 0xFFFF) {
      out.appendByte((byte) 0xFC).appendUnsignedShortLE(length);
    } else {
      out.appendByte((byte) 0xFD).appendMediumLE(length);
    }
  }
}

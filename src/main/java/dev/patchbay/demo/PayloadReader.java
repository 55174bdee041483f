package dev.patchbay.demo;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one packet in order. Every method throws {@link ProtocolError} when the
 * packet ends before the field does.
 */
final class PayloadReader {
  private final Buffer payload;
  private int at;

  PayloadReader(Buffer payload) {
    this.payload = payload;
  }

  int remaining() {
    return payload.length() - at;
  }

  int oneByte() {
    return payload.getUnsignedByte(advance(1));
  }

  int twoBytes() {
    return payload.getUnsignedShortLE(advance(2));
  }

  void skip(int length) {
    advance(length);
  }

  /** Text up to its zero byte, or to the end of the packet if there is none. */
  String text() {
    int end = at;
    while (end < payload.length() && payload.getByte(end) != 0) {
      end++;
    }
    String text = payload.getString(at, end, StandardCharsets.UTF_8.name());
    at = Math.min(end + 1, payload.length());
    return text;
  }

  /** Text from here to the end of the packet. */
  String rest() {
    String text = payload.getString(at, payload.length(), StandardCharsets.UTF_8.name());
    at = payload.length();
    return text;
  }

  private int advance(int length) {
    if (length > remaining()) {
      throw ProtocolError.malformed("it ends too early");
    }
    int from = at;
    at += length;
    return from;
  }
}

package dev.patchbay.wire;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one payload in order, where they lie. Numbers are little-endian, texts UTF-8.
 * It is one object for many payloads: what is read must be read before the next one comes. For one
 * thread.
 *
 * <p>Every method throws {@link ProtocolException} when the payload ends before the field does.
 */
public final class FieldReader {
  private ByteBuffer bytes;
  private int at;
  private int end;

  /** For nothing yet. */
  FieldReader() {
    over(ByteBuffer.allocate(0), 0, 0);
  }

  /** For one whole payload. */
  public FieldReader(ByteBuffer payload) {
    over(payload, payload.position(), payload.limit());
  }

  /** For one whole payload. */
  public FieldReader(byte[] payload) {
    this(ByteBuffer.wrap(payload));
  }

  FieldReader over(ByteBuffer bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    return this;
  }

  /** How many bytes are left. */
  public int remaining() {
    return end - at;
  }

  /** The next byte, which stays; -1 at the end. */
  public int peek() {
    return at < end ? bytes.get(at) & 0xFF : -1;
  }

  /** The next four bytes as a number, which stay. */
  long peek4() throws ProtocolException {
    return copy().int4();
  }

  /** Another reader of the same, which goes its own way. */
  FieldReader copy() {
    return new FieldReader().over(bytes, at, end);
  }

  public int int1() throws ProtocolException {
    return bytes.get(advance(1)) & 0xFF;
  }

  public int int2() throws ProtocolException {
    return (int) number(2);
  }

  public int int3() throws ProtocolException {
    return (int) number(3);
  }

  /** Unsigned. */
  public long int4() throws ProtocolException {
    return number(4);
  }

  /** All 64 bits; what has the highest is negative. */
  public long int8() throws ProtocolException {
    return number(8);
  }

  /**
   * A number that says its own length, page_protocol_basic_dt_integers. 0xFB (NULL) and 0xFF (an
   * error) are none.
   */
  public long lengthEncoded() throws ProtocolException {
    int first = int1();
    return switch (first) {
      case 0xFB, 0xFF -> throw new ProtocolException("no length");
      case 0xFC -> int2();
      case 0xFD -> int3();
      case 0xFE -> int8();
      default -> first;
    };
  }

  public void skip(int length) throws ProtocolException {
    advance(length);
  }

  public byte[] bytes(int length) throws ProtocolException {
    int from = advance(length);
    byte[] copy = new byte[length];
    bytes.get(from, copy);
    return copy;
  }

  /** All that is left. */
  public byte[] rest() {
    byte[] copy = new byte[remaining()];
    bytes.get(at, copy);
    at = end;
    return copy;
  }

  /** Bytes behind their length. */
  public byte[] lengthEncodedBytes() throws ProtocolException {
    return bytes(length());
  }

  /** Text behind its length. */
  public String lengthEncodedText() throws ProtocolException {
    return new String(lengthEncodedBytes(), StandardCharsets.UTF_8);
  }

  public void skipLengthEncoded() throws ProtocolException {
    skip(length());
  }

  /** A reader of the bytes behind their length. */
  FieldReader lengthEncodedPart() throws ProtocolException {
    int length = length();
    int from = advance(length);
    return new FieldReader().over(bytes, from, from + length);
  }

  /** Text up to a zero byte. */
  public String text() throws ProtocolException {
    return new String(bytesToZero(), StandardCharsets.UTF_8);
  }

  /** Text up to a zero byte, or all that is left if there is none. */
  public String lastText() throws ProtocolException {
    String text = new String(bytes(zero() - at), StandardCharsets.UTF_8);
    at = Math.min(at + 1, end);
    return text;
  }

  /** What is before a zero byte. */
  public byte[] bytesToZero() throws ProtocolException {
    byte[] before = bytes(zero() - at);
    skip(1);
    return before;
  }

  private int zero() {
    int zero = at;
    while (zero < end && bytes.get(zero) != 0) {
      zero++;
    }
    return zero;
  }

  private int length() throws ProtocolException {
    long length = lengthEncoded();
    if (length < 0 || length > remaining()) {
      throw endsTooEarly();
    }
    return (int) length;
  }

  private long number(int size) throws ProtocolException {
    int from = advance(size);
    long number = 0;
    for (int i = size - 1; i >= 0; i--) {
      number = number << 8 | bytes.get(from + i) & 0xFF;
    }
    return number;
  }

  private int advance(int length) throws ProtocolException {
    if (length < 0 || length > end - at) {
      throw endsTooEarly();
    }
    int from = at;
    at += length;
    return from;
  }

  private static ProtocolException endsTooEarly() {
    return new ProtocolException("a packet ends too early");
  }
}

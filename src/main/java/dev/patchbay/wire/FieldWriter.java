package dev.patchbay.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the fields of one payload in order; the opposite of {@link FieldReader}. */
public final class FieldWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

  public FieldWriter int1(int value) {
    return number(value, 1);
  }

  public FieldWriter int2(int value) {
    return number(value, 2);
  }

  public FieldWriter int3(int value) {
    return number(value, 3);
  }

  public FieldWriter int4(long value) {
    return number(value, 4);
  }

  public FieldWriter int8(long value) {
    return number(value, 8);
  }

  /** A number that says its own length; unsigned. */
  public FieldWriter lengthEncoded(long value) {
    if (value >= 0 && value < 0xFB) {
      return int1((int) value);
    }
    if (value >= 0 && value <= 0xFFFF) {
      return int1(0xFC).int2((int) value);
    }
    if (value >= 0 && value <= 0xFF_FFFF) {
      return int1(0xFD).int3((int) value);
    }
    return int1(0xFE).int8(value);
  }

  public FieldWriter bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public FieldWriter zeros(int count) {
    return bytes(new byte[count]);
  }

  /** Bytes behind their length. */
  public FieldWriter lengthEncodedBytes(byte[] bytes) {
    return lengthEncoded(bytes.length).bytes(bytes);
  }

  /** Text behind its length. */
  public FieldWriter lengthEncodedText(String text) {
    return lengthEncodedBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Text and its zero byte. */
  public FieldWriter text(String text) {
    return rest(text).int1(0);
  }

  /** Text without an end of its own. */
  public FieldWriter rest(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return out.size();
  }

  public byte[] payload() {
    return out.toByteArray();
  }

  private FieldWriter number(long value, int size) {
    for (int i = 0; i < size; i++) {
      out.write((int) (value >>> 8 * i));
    }
    return this;
  }
}

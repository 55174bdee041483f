package dev.patchbay.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Puts headers before payloads: three bytes of length, one of number. A payload of 16 MiB - 1 bytes
 * and more goes in parts, the last of which is shorter, and may be empty
 * (page_protocol_basic_packets).
 */
public final class Frames {
  /** The longest part of a packet, in bytes; such a one has another behind it. */
  public static final int LONGEST_PART = 0xFF_FFFF;

  /** Bytes of a header. */
  public static final int HEADER = 4;

  private Frames() {}

  /**
   * Whether these bytes are one packet with the number 0 and nothing else, as a command is that is
   * not sent in pieces.
   *
   * @param bytes from position to limit; both stay where they are
   */
  public static boolean isOneCommand(ByteBuffer bytes) {
    int at = bytes.position();
    int length = bytes.remaining() - HEADER;
    return length > 0
        && length < LONGEST_PART
        && (bytes.get(at) & 0xFF) == (length & 0xFF)
        && (bytes.get(at + 1) & 0xFF) == (length >> 8 & 0xFF)
        && (bytes.get(at + 2) & 0xFF) == length >> 16
        && bytes.get(at + 3) == 0;
  }

  /**
   * @param sequence number of the first part; the others follow, 0 after 255
   */
  public static byte[] frame(int sequence, byte[] payload) {
    return frame(sequence, List.of(payload));
  }

  /**
   * @param sequence number of the first packet; the others follow, 0 after 255
   */
  public static byte[] frame(int sequence, List<byte[]> payloads) {
    long size = 0;
    for (byte[] payload : payloads) {
      size += payload.length + (long) HEADER * (payload.length / LONGEST_PART + 1);
    }
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size));
    int next = sequence;
    for (byte[] payload : payloads) {
      int at = 0;
      int part;
      do {
        part = Math.min(LONGEST_PART, payload.length - at);
        out.putInt(Integer.reverseBytes(part | next++ << 24)).put(payload, at, part);
        at += part;
      } while (part == LONGEST_PART);
    }
    return out.array();
  }
}

package dev.patchbay.demo;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Cuts a client's bytes into packets: three bytes of length, one of sequence number, then the
 * payload. Holds no more than one packet of the permitted size and one read. For one thread.
 */
final class PacketReader {
  /** The largest payload that is taken, in bytes; also what {@code @@max_allowed_packet} says. */
  static final int MAX_PAYLOAD = 1024 * 1024;

  private static final int HEADER = 4;

  private Buffer pending = Buffer.buffer();
  private int at;

  /** One packet as it came. */
  record Packet(int sequence, Buffer payload) {}

  void feed(Buffer bytes) {
    if (at > 0) {
      pending = pending.getBuffer(at, pending.length());
      at = 0;
    }
    pending.appendBuffer(bytes);
  }

  /**
   * The next packet that is complete.
   *
   * @throws ProtocolError as soon as a header announces more than {@link #MAX_PAYLOAD} bytes
   */
  Optional<Packet> next() {
    int available = pending.length() - at;
    if (available < HEADER) {
      return Optional.empty();
    }
    int length = pending.getUnsignedMediumLE(at);
    if (length > MAX_PAYLOAD) {
      throw new ProtocolError(
          1153,
          "08S01",
          "Got a packet of " + length + " bytes; this stand-in takes up to " + MAX_PAYLOAD);
    }
    if (available < HEADER + length) {
      return Optional.empty();
    }
    int from = at + HEADER;
    Packet packet =
        new Packet(pending.getUnsignedByte(at + 3), pending.getBuffer(from, from + length));
    at = from + length;
    return Optional.of(packet);
  }
}

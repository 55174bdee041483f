package dev.patchbay.wire;

import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Optional;

/** Feeds a header to its reader. */
final class Readers {
  private Readers() {}

  /**
   * Reads the header that these bytes begin with, in pieces, and as little of what is behind it as
   * the reader says.
   *
   * @param most of each piece
   */
  static ProxyHeader read(byte[] bytes, int most) throws ProtocolException {
    ProxyHeaderReader reader = new ProxyHeaderReader();
    Optional<ProxyHeader> header = Optional.empty();
    int at = 0;
    while (header.isEmpty()) {
      int length = Math.min(Math.min(reader.wants(), most), bytes.length - at);
      if (length <= 0) {
        throw new AssertionError("it wants more than there is, after " + at);
      }
      header = reader.take(Arrays.copyOfRange(bytes, at, at + length), length);
      at += length;
    }
    if (reader.bytes() != at || reader.wants() != 0) {
      throw new AssertionError("miscounted");
    }
    return header.get();
  }

  /** How many bytes of these the header has. */
  static int length(byte[] bytes) throws ProtocolException {
    ProxyHeaderReader reader = new ProxyHeaderReader();
    for (byte b : bytes) {
      if (reader.take(new byte[] {b}, 1).isPresent()) {
        break;
      }
    }
    return reader.bytes();
  }
}

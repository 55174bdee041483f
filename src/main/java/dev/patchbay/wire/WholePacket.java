package dev.patchbay.wire;

import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads one packet, in any pieces, and no byte of what comes behind it. What it keeps grows with
 * what has come, not with what was announced. For one thread.
 */
public final class WholePacket {
  private static final int FIRST_BYTES = 512;

  private final int longest;
  private final byte[] header = new byte[Frames.HEADER];
  private byte[] payload = new byte[0];
  private int length;
  private int have;

  /**
   * @param longest of its payload, in bytes; below {@link Frames#LONGEST_PART}
   */
  public WholePacket(int longest) {
    this.longest = longest;
  }

  /** How many bytes may be given to {@link #take} next; 0 once the packet is whole. */
  public int wants() {
    return have < Frames.HEADER ? Frames.HEADER - have : length - kept();
  }

  private int kept() {
    return have - Frames.HEADER;
  }

  /**
   * Takes the next bytes.
   *
   * @param count not more than {@link #wants}
   * @return the payload once it is whole
   * @throws ProtocolException if it is longer than it may be, or empty
   */
  public Optional<byte[]> take(byte[] bytes, int count) throws ProtocolException {
    if (have < Frames.HEADER) {
      System.arraycopy(bytes, 0, header, have, count);
      have += count;
      if (have == Frames.HEADER) {
        begin();
      }
      return Optional.empty();
    }
    if (kept() + count > payload.length) {
      int grown = Math.max(2 * payload.length, kept() + count);
      payload = Arrays.copyOf(payload, Math.min(length, Math.max(FIRST_BYTES, grown)));
    }
    System.arraycopy(bytes, 0, payload, kept(), count);
    have += count;
    return wants() == 0 ? Optional.of(Arrays.copyOf(payload, length)) : Optional.empty();
  }

  private void begin() throws ProtocolException {
    length = (header[0] & 0xFF) | (header[1] & 0xFF) << 8 | (header[2] & 0xFF) << 16;
    if (length == 0 || length > longest) {
      throw new ProtocolException("a packet of " + length + " bytes");
    }
  }

  /** The packet's number, 0 to 255, once a byte is awaited that is not of its header. */
  public int number() {
    return header[3] & 0xFF;
  }

  /** How many bytes have come. */
  public int bytes() {
    return have;
  }
}

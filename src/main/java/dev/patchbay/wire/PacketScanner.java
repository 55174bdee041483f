package dev.patchbay.wire;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds the packets in the bytes of one direction, in whatever pieces they come. What a packet says
 * is told by its {@link Sink}: it asks for as much of the payload's beginning as it wants to see;
 * the rest is passed over, and neither copied nor kept. Parts of a long payload are one packet.
 *
 * <p>Allocates nothing for what lies whole in a piece, and otherwise an array of the size asked for
 * at the most, which grows as bytes come. For one thread.
 */
final class PacketScanner {

  /** Is told of each packet, in this order. Whatever it throws ends the scan. */
  interface Sink {
    /**
     * A packet begins.
     *
     * @param first the first byte of its payload; -1 if it has none
     * @param length of its first part, in bytes; more follow if this is {@link Frames#LONGEST_PART}
     * @return how much of its beginning is wanted, in bytes; 0: {@link #head} is not called
     */
    int begin(int first, int length, int sequence) throws ProtocolException;

    /**
     * The beginning is here.
     *
     * @param head as much as was asked for, or the whole payload; to be read within the call
     */
    void head(FieldReader head) throws ProtocolException;

    /**
     * The packet is over.
     *
     * @param length of the payload, in bytes
     */
    void end(long length) throws ProtocolException;
  }

  private static final int FIRST_STORE = 256;

  private final Sink sink;
  private final FieldReader reader = new FieldReader();

  private int header;
  private int headerBytes;

  /** How much of this part has not come yet. */
  private int left;

  private int part;
  private boolean begun;
  private int sequence;
  private long length;

  private int wanted;
  private int gathered;
  private byte[] store;

  private boolean stopped;

  PacketScanner(Sink sink) {
    this.sink = sink;
  }

  /** Whether part of a packet has come, and the rest of it has not. */
  boolean midPacket() {
    return headerBytes > 0 || begun;
  }

  /** Looks at nothing any more. */
  void stop() {
    stopped = true;
    store = null;
  }

  /**
   * Looks at the next bytes; their position stays where it is.
   *
   * @throws ProtocolException from the sink, or if the parts of a packet are not numbered in order
   */
  void take(ByteBuffer bytes) throws ProtocolException {
    int at = bytes.position();
    int limit = bytes.limit();
    while (at < limit && !stopped) {
      if (headerBytes < Frames.HEADER) {
        header |= (bytes.get(at++) & 0xFF) << 8 * headerBytes++;
        if (headerBytes == Frames.HEADER) {
          beginPart();
        }
      } else {
        at = payload(bytes, at, limit);
      }
    }
  }

  private void beginPart() throws ProtocolException {
    part = header & 0xFF_FFFF;
    left = part;
    int number = header >>> 24;
    if (begun && number != (sequence + 1 & 0xFF)) {
      throw new ProtocolException("the parts of a packet are out of order");
    }
    sequence = number;
    if (left == 0) {
      if (!begun) {
        begin(-1);
      }
      endPart();
    }
  }

  private int payload(ByteBuffer bytes, int from, int limit) throws ProtocolException {
    int at = from;
    if (!begun) {
      begin(bytes.get(at) & 0xFF);
    }
    if (gathered < wanted && !stopped) {
      at += gather(bytes, at, limit);
    }
    int passed = Math.min(left, limit - at);
    left -= passed;
    if (left == 0) {
      endPart();
    }
    return at + passed;
  }

  private void begin(int first) throws ProtocolException {
    begun = true;
    length = 0;
    gathered = 0;
    wanted = Math.min(sink.begin(first, part, sequence), part);
  }

  /** Takes what belongs to the head; returns how many bytes that were. */
  private int gather(ByteBuffer bytes, int at, int limit) throws ProtocolException {
    int count = Math.min(wanted - gathered, limit - at);
    left -= count;
    if (count == wanted) {
      gathered = wanted;
      sink.head(reader.over(bytes, at, at + count));
      return count;
    }
    keep(bytes, at, count);
    if (gathered == wanted) {
      sink.head(reader.over(ByteBuffer.wrap(store), 0, wanted));
      store = null;
    }
    return count;
  }

  private void keep(ByteBuffer bytes, int at, int count) {
    int needed = gathered + count;
    if (store == null) {
      store = new byte[Math.min(wanted, Math.max(needed, FIRST_STORE))];
    } else if (store.length < needed) {
      store = Arrays.copyOf(store, Math.min(wanted, Math.max(needed, 2 * store.length)));
    }
    bytes.get(at, store, gathered, count);
    gathered = needed;
  }

  private void endPart() throws ProtocolException {
    length += part;
    header = 0;
    headerBytes = 0;
    if (part < Frames.LONGEST_PART) {
      begun = false;
      if (!stopped) {
        sink.end(length);
      }
    }
  }
}

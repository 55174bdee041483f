package dev.patchbay.pump;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What Linux knows of one connection's sending side, at one moment.
 *
 * @param unanswered probes of a closed window or of an idle peer since it was last heard, 0 to 255
 * @param unacked segments that were sent and are not acknowledged
 * @param resent segments that were sent again, since the connection was opened; wraps
 * @param acked bytes that were acknowledged, since the connection was opened
 * @param heard segments that have come from the peer, be they acknowledgements only; wraps
 * @param unsent bytes that wait in the system for room at the peer
 */
record TcpInfo(int unanswered, int unacked, int resent, long acked, int heard, int unsent) {
  /** TCP_INFO in netinet/tcp.h; the places are those of struct tcp_info in linux/tcp.h. */
  static final int OPTION = 11;

  private static final int STATE = 0;
  private static final int PROBES = 3;
  private static final int UNACKED = 24;
  private static final int TOTAL_RETRANS = 100;
  private static final int BYTES_ACKED = 120;
  private static final int SEGS_IN = 140;
  private static final int NOTSENT_BYTES = 144;
  private static final int LENGTH = 148;

  /** TCP_CLOSE in netinet/tcp.h. */
  private static final int CLOSED = 7;

  /** The largest buffer that is needed; filled by the system, then read by {@link #read}. */
  static ByteBuffer newBuffer() {
    return ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.nativeOrder());
  }

  /** All zero, because an old system fills the beginning only. */
  static ByteBuffer zeroed(ByteBuffer info) {
    info.clear();
    for (int i = 0; i < LENGTH; i += Integer.BYTES) {
      info.putInt(i, 0);
    }
    return info;
  }

  /** Empty if the system is too old to count what has come: Linux before 4.6. */
  static Optional<TcpInfo> read(ByteBuffer info) {
    if (info.getInt(SEGS_IN) == 0) {
      return Optional.empty();
    }
    // What is left when a connection was reset, nobody will be sent.
    boolean over = info.get(STATE) == CLOSED;
    return Optional.of(
        new TcpInfo(
            Byte.toUnsignedInt(info.get(PROBES)),
            over ? 0 : info.getInt(UNACKED),
            info.getInt(TOTAL_RETRANS),
            info.getLong(BYTES_ACKED),
            info.getInt(SEGS_IN),
            over ? 0 : info.getInt(NOTSENT_BYTES)));
  }

  /** The same with so many bytes more that wait. */
  TcpInfo withUnsent(int more) {
    return new TcpInfo(unanswered, unacked, resent, acked, heard, unsent + more);
  }

  /** Whether something waits for room at the peer, the end of the stream aside. */
  boolean isHeldBack() {
    return unsent > 1;
  }

  /** Whether the peer has acknowledged all that was ever written. */
  boolean isAllTaken() {
    return unacked == 0 && unsent == 0;
  }
}

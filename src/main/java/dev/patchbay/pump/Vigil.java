package dev.patchbay.pump;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Judges one peer, look by look: whether it is still there, and still takes what is sent. A peer
 * that owes nothing is the keepalive's business. On one loop.
 */
final class Vigil {

  /** What a look has found. */
  enum Finding {
    /** Nothing speaks against it. */
    ALIVE,
    /** Nothing has come from it any more, and it was asked often enough. */
    DEAD,
    /** Bytes are kept for it, and it has taken nothing for its limit. */
    STALLED
  }

  private int readsSeen;
  private int writesSeen;

  /** Something was written since it was last seen to have taken everything. */
  private boolean owing;

  private Silence silence;
  private Stall stall;

  /**
   * Looks once more.
   *
   * @param now in {@link LivingTime}
   * @param reads another number after each read that brought something; wraps
   * @param writes grows with each write that was taken; wraps
   * @param kept whether bytes wait here because the system took no more of them
   * @param limitNanos how long a stall may last, 0 for ever
   * @param ask asks the system, which is done only when there is a reason to; empty where it does
   *     not tell
   */
  Finding look(
      long now,
      int reads,
      int writes,
      boolean kept,
      long limitNanos,
      Supplier<Optional<TcpInfo>> ask) {
    boolean heard = reads != readsSeen;
    readsSeen = reads;
    owing |= writes != writesSeen || kept;
    writesSeen = writes;
    if (!owing || heard && !kept) {
      silence = null;
      stall = null;
      return Finding.ALIVE;
    }
    Optional<TcpInfo> info = ask.get();
    if (info.isPresent() && isDead(now, info.get())) {
      return Finding.DEAD;
    }
    owing = kept || info.isPresent() && !info.get().isAllTaken();
    // What the system has room for is not yet taken by the peer, nor the other way round.
    stall = kept ? Stall.next(stall, now, info.map(TcpInfo::acked).orElse((long) writes)) : null;
    return stall != null && stall.isOver(now, limitNanos) ? Finding.STALLED : Finding.ALIVE;
  }

  private boolean isDead(long now, TcpInfo info) {
    if (info.isAllTaken()) {
      silence = null;
      return false;
    }
    silence = silence == null ? Silence.begin(now, info) : silence.next(now, info);
    return silence.isDeath(now, info);
  }
}

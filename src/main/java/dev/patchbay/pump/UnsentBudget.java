package dev.patchbay.pump;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for bytes that were read and that the other end has not taken yet, over all loops. The
 * JVM's own limit must never be reached: an allocation that fails makes the JVM collect garbage and
 * sleep for half a second and more, on the loop, at the cost of all its sessions. So what is read
 * at once becomes less as the budget runs short; a short budget costs smaller reads, and never a
 * session. From any thread.
 */
final class UnsentBudget {
  /** The least that is read at once: what a stopped reader may cost when there are very many. */
  static final int LEAST_READ_BYTES = 4 * 1024;

  /**
   * So many sessions, of all loops, may have the system hold for a peer what it likes: up to 4 MiB
   * each, 256 MiB in all. Those that come while there are more are bounded, see {@link
   * SocketSettings#MOST_NOT_SENT_BYTES}.
   */
  static final int FEW_SESSIONS = 64;

  private final long budgetBytes;
  private final int loops;
  private final long wholeShare;
  private final AtomicLong used = new AtomicLong();

  /**
   * @param budgetBytes what may be kept in all, at least 1
   * @param loops how many may read at the same time, at least 1
   */
  UnsentBudget(long budgetBytes, int loops) {
    this.budgetBytes = budgetBytes;
    this.loops = loops;
    this.wholeShare = budgetBytes / loops;
  }

  /** Half of what the JVM gives to direct buffers. */
  static UnsentBudget ofThisProcess(int loops) {
    return new UnsentBudget(
        io.netty.util.internal.PlatformDependent.estimateMaxDirectMemory() / 2, loops);
  }

  /** So much may be read at once, in bytes: {@link #LEAST_READ_BYTES} to {@code most}. */
  int readBytes(int most) {
    long kept = used.get();
    long share = kept == 0 ? wholeShare : (budgetBytes - kept) / loops;
    return (int) Math.max(LEAST_READ_BYTES, Math.min(most, share));
  }

  /** Whether one loop with so many sessions has more than its share of the few. */
  boolean areMany(int sessionsOfLoop) {
    return sessionsOfLoop > Math.max(1, FEW_SESSIONS / loops);
  }

  void keep(int bytes) {
    used.addAndGet(bytes);
  }

  void release(int bytes) {
    used.addAndGet(-bytes);
  }

  /** Bytes that are kept now. */
  long used() {
    return used.get();
  }
}

package dev.patchbay.app;

/**
 * How many sessions the Java heap holds.
 *
 * <p>Measured by SessionMemoryTest: all else takes 11 MB, and an idle session 590 bytes (two halves
 * with their sockets and entries with Netty, the relay between them, the session, its place in the
 * register). While it is being dialled, as all are after a failover at the limit, it has a dial and
 * a timer besides, and the sessions that were cut are garbage that is not collected yet: that much
 * again and more. So 1,536 bytes are reckoned with, and half of the heap: the collector keeps a
 * third of it for what is young, and the rest needs its room too. The launcher's 256 MB give 84,000
 * sessions.
 *
 * <p>Where io_uring serves, an idle session has 870 bytes.
 *
 * <p>A session whose protocol is followed has 1,600 while it logs in. Where a listener follows it,
 * all may be such. One that has come by TLS has 13,800, with two engines of the JDK's, and more
 * while they shake hands; where a listener offers it, all may be such.
 */
final class MemoryLimit {
  static final int BYTES_PER_SESSION = 1_536;
  static final int BYTES_PER_RING_SESSION = 2_048;
  static final int BYTES_PER_FOLLOWED_SESSION = 4_096;
  static final int BYTES_PER_SECURE_SESSION = 64 * 1024;

  private MemoryLimit() {}

  /**
   * @param maxHeapBytes as {@link Runtime#maxMemory} says it
   * @param rings whether io_uring serves them
   * @param followed whether the protocol of sessions may be followed
   * @param secure whether sessions may come by TLS
   * @return sessions over all listeners, at least 1
   */
  static int maxSessions(long maxHeapBytes, boolean rings, boolean followed, boolean secure) {
    int each =
        secure
            ? BYTES_PER_SECURE_SESSION
            : followed
                ? BYTES_PER_FOLLOWED_SESSION
                : rings ? BYTES_PER_RING_SESSION : BYTES_PER_SESSION;
    long sessions = maxHeapBytes / 2 / each;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, sessions));
  }
}

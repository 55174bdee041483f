package dev.patchbay.aware;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for what clients have sent of their logins, over all sessions that share it. Whoever
 * has not logged in has proved nothing, and may keep no more than so much of the heap, however many
 * they are. From any thread.
 */
public final class LoginBudget {
  /** A login has some hundred bytes: enough for tens of thousands at a time. */
  private static final long MOST_BYTES = 16L * 1024 * 1024;

  private static final int PART_OF_HEAP = 16;

  private final long mostBytes;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param mostBytes for all of them, at least 0
   */
  LoginBudget(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** As this process can bear it. */
  public static LoginBudget ofThisProcess() {
    return new LoginBudget(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
  }

  /**
   * Takes so many bytes.
   *
   * @return false if there are not so many left; then none are taken
   */
  public boolean take(int bytes) {
    if (taken.addAndGet(bytes) <= mostBytes) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /** Gives back what was taken. */
  public void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** Bytes that are taken now. */
  public long taken() {
    return taken.get();
  }
}

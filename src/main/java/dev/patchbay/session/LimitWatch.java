package dev.patchbay.session;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people when new clients wait, and when they do so no longer. A busy proxy at its limit may
 * pause and go on many times a second: that is told as one pause, and a new one once a minute at
 * most. What was told last is true, but for a moment. On one thread.
 */
public final class LimitWatch {
  /** So often {@link #look} is to be called, in milliseconds. */
  public static final long LOOK_MILLIS = 1_000;

  /** Without a pause for so long, accepting is told to go on. */
  static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  static final long BETWEEN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger("sessions");

  /** Whom to tell besides the log; on the thread that looks. */
  public interface Listener {
    /** New clients wait from now on. */
    void paused(SessionCap cap, int sessions);

    /** They do so no longer. */
    void resumed(SessionCap cap, int sessions);
  }

  private final SessionLimit limit;
  private final LongSupplier nanoTime;
  private final Listener listener;
  private long pausesSeen;
  private boolean told;
  private boolean toldBefore;
  private long toldNanos;

  /**
   * @param nanoTime the limit's own clock
   */
  public LimitWatch(SessionLimit limit, LongSupplier nanoTime, Listener listener) {
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.listener = listener;
  }

  /** Tells what there is to tell. */
  public void look() {
    SessionLimit.Accepting now = limit.accepting();
    long nanos = nanoTime.getAsLong();
    boolean pausedSince = now.pauses() > pausesSeen;
    pausesSeen = now.pauses();
    if (!told && (now.paused() || pausedSince) && isDue(nanos)) {
      told = true;
      toldBefore = true;
      toldNanos = nanos;
      tellPaused(now.sessions());
    } else if (told && !now.paused() && nanos - now.resumedNanos() >= QUIET_NANOS) {
      told = false;
      tellResumed(now.sessions());
    }
  }

  private boolean isDue(long nanos) {
    return !toldBefore || nanos - toldNanos >= BETWEEN_NANOS;
  }

  private void tellPaused(int sessions) {
    SessionCap cap = limit.cap();
    LOG.atError()
        .addKeyValue("sessions", sessions)
        .addKeyValue("limit", cap.sessions())
        .addKeyValue("limitedBy", cap.by().code())
        .log("Accepting paused: no more sessions by {}; {}", cap.by().words(), cap.by().advice());
    listener.paused(cap, sessions);
  }

  private void tellResumed(int sessions) {
    LOG.atInfo()
        .addKeyValue("sessions", sessions)
        .addKeyValue("limit", limit.cap().sessions())
        .log("Accepting again");
    listener.resumed(limit.cap(), sessions);
  }
}

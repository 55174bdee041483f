package dev.patchbay.pump;

import java.util.concurrent.TimeUnit;

/**
 * A peer from which nothing has come, not even an acknowledgement, although something waits for
 * one. A living peer whose window is closed answers every question; a dead one answers none.
 *
 * @param sinceNanos when it was first seen silent, in {@link LivingTime}
 * @param heard see {@link TcpInfo}; one more segment breaks the silence
 * @param resent see {@link TcpInfo}, when the silence began
 */
record Silence(long sinceNanos, int heard, int resent) {
  /** With the time until it is first seen and between two looks this is less than a minute. */
  static final long DEATH_NANOS = TimeUnit.SECONDS.toNanos(45);

  /** As many questions as keepalive asks; the system's pauses between them grow to two minutes. */
  static final int QUESTIONS = 3;

  static Silence begin(long now, TcpInfo info) {
    return new Silence(now, info.heard(), info.resent());
  }

  /** What it is after one more look: the same if nothing has been heard, or a new one. */
  Silence next(long now, TcpInfo info) {
    return info.heard() == heard ? this : begin(now, info);
  }

  boolean isDeath(long now, TcpInfo info) {
    return now - sinceNanos >= DEATH_NANOS
        && info.resent() - resent + info.unanswered() >= QUESTIONS;
  }
}

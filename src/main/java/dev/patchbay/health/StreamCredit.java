package dev.patchbay.health;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * How often one node's agent may decide by itself that its node takes no traffic. An agent that
 * says so again and again, while its own checks say otherwise, would have each session cut as soon
 * as it is made. Beyond this nobody listens to it for a minute. What a check has confirmed does not
 * count. It belongs to the node, not to a connection. On the control loop.
 */
final class StreamCredit {
  static final int VERDICTS_A_MINUTE = 3;

  private final Deque<Long> verdicts = new ArrayDeque<>();

  /** The last one waits for what a check says. */
  private boolean open;

  /** Whether its word counts now; if so, it is counted. */
  boolean take(long nowNanos) {
    while (!verdicts.isEmpty() && nowNanos - verdicts.peek() >= TimeUnit.MINUTES.toNanos(1)) {
      verdicts.remove();
    }
    if (verdicts.size() >= VERDICTS_A_MINUTE) {
      return false;
    }
    verdicts.add(nowNanos);
    open = true;
    return true;
  }

  /** A check has found the same as the last verdict, or not. */
  void checked(boolean same) {
    if (open && same) {
      verdicts.pollLast();
    }
    open = false;
  }
}

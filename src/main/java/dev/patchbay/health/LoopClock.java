package dev.patchbay.health;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A loop's own clock and alarms, in {@linkplain LivingTime living time}: while the loop cannot run,
 * the clock stands. It ticks only while an alarm is set. Everything happens on the loop.
 */
final class LoopClock {
  /** An alarm is given in a turn of the loop that came no later than this. */
  static final long LATE_TURN_MILLIS = 100;

  /** On a machine on which every turn is late, one of them must do. */
  private static final int MOST_TURNS = 10;

  /** The loop's ordinary timers, which go by the clock on the wall. */
  interface Timers {
    /**
     * Runs this on the loop after so many milliseconds, at least 1, and never before the loop has
     * looked once more at what has come over the network.
     */
    long set(long millis, Runnable action);

    void cancel(long timer);
  }

  private final Timers timers;
  private final LongSupplier nanoTime;
  private final LivingTime time;
  private int alarms;
  private boolean ticking;

  /**
   * @param nanoTime the time in nanoseconds since any moment
   */
  LoopClock(Timers timers, LongSupplier nanoTime) {
    this.timers = timers;
    this.nanoTime = nanoTime;
    this.time = new LivingTime(nanoTime.getAsLong());
  }

  static LoopClock of(Vertx vertx) {
    return new LoopClock(
        new Timers() {
          @Override
          public long set(long millis, Runnable action) {
            return vertx.setTimer(millis, t -> action.run());
          }

          @Override
          public void cancel(long timer) {
            vertx.cancelTimer(timer);
          }
        },
        System::nanoTime);
  }

  /** Nanoseconds of living time; all of it is counted only while an alarm is set. */
  long nanos() {
    return time.look(nanoTime.getAsLong());
  }

  /** Nanoseconds by which the loop was late so far, all added. */
  long lateNanos() {
    nanos();
    return time.lateNanos();
  }

  /**
   * Does this after so much living time, and after the loop has read what came in the meantime.
   *
   * @param nanos from now, at least 0
   */
  Alarm alarm(long nanos, Runnable action) {
    Alarm alarm = new Alarm(nanos() + nanos, action);
    alarms++;
    if (!ticking) {
      tick();
    }
    alarm.waitOn();
    return alarm;
  }

  private void tick() {
    nanos();
    ticking = alarms > 0;
    if (ticking) {
      timers.set(LivingTime.TICK_MILLIS, this::tick);
    }
  }

  /** Something that is to be done, unless it is called off. */
  final class Alarm {
    private final long dueNanos;
    private final Runnable action;
    private long timer;
    private boolean over;

    private Alarm(long dueNanos, Runnable action) {
      this.dueNanos = dueNanos;
      this.action = action;
    }

    /** Nanoseconds of living time until it is due, at least 0. */
    long leftNanos() {
      return Math.max(0, dueNanos - nanos());
    }

    /** Calls it off; without effect when it is over. */
    void cancel() {
      if (!over) {
        end();
        timers.cancel(timer);
      }
    }

    private void end() {
      over = true;
      alarms--;
    }

    private void waitOn() {
      long left = leftNanos();
      if (left > 0) {
        timer = timers.set(1 + TimeUnit.NANOSECONDS.toMillis(left), this::waitOn);
      } else {
        lastTurn(1);
      }
    }

    /**
     * A loop that was held up may come to its timers before it has read what arrived meanwhile. So
     * there is one turn more, and once again when that one was held up itself.
     */
    private void lastTurn(int number) {
      long setNanos = nanoTime.getAsLong();
      timer =
          timers.set(
              1,
              () -> {
                long took = nanoTime.getAsLong() - setNanos;
                if (took > TimeUnit.MILLISECONDS.toNanos(LATE_TURN_MILLIS) && number < MOST_TURNS) {
                  lastTurn(number + 1);
                } else {
                  end();
                  action.run();
                }
              });
    }
  }
}

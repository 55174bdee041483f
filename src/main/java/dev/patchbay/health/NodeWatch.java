package dev.patchbay.health;

import dev.patchbay.cluster.Backend;
import dev.patchbay.cluster.CheckResult;
import dev.patchbay.cluster.Verdict;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One node's clock: checks it again and again, never two checks at a time. A suspicion brings the
 * next check forward. Everything happens on the control loop.
 */
final class NodeWatch {
  /** However many clients report trouble, a node is asked no more often than this. */
  private static final long MIN_GAP_MILLIS = 25;

  /** Told each verdict and how long the check took, in nanoseconds. */
  interface Sink {
    void accept(Backend backend, Verdict verdict, long nanos);
  }

  private final Vertx vertx;
  private final Backend backend;
  private final AgentCheck check;
  private final long intervalMillis;
  private final LongSupplier nanoTime;
  private final Sink sink;

  private boolean checking;
  private boolean suspected;
  private boolean stopped;
  private long startedNanos;
  private long timer = -1;

  NodeWatch(
      Vertx vertx,
      Backend backend,
      AgentCheck check,
      long intervalMillis,
      LongSupplier nanoTime,
      Sink sink) {
    this.vertx = vertx;
    this.backend = backend;
    this.check = check;
    this.intervalMillis = intervalMillis;
    this.nanoTime = nanoTime;
    this.sink = sink;
  }

  void check() {
    timer = -1;
    if (stopped) {
      return;
    }
    checking = true;
    suspected = false;
    startedNanos = nanoTime.getAsLong();
    try {
      check.check(backend).onComplete(done -> checked(done.result()));
    } catch (RuntimeException e) {
      // Whatever it is, this node must be checked again.
      checked(Verdict.failed(CheckResult.ERROR, "cannot be checked: " + e.getMessage()));
    }
  }

  /** Something was seen that casts doubt on this node: it is asked as soon as may be. */
  void suspect() {
    if (suspected || stopped) {
      return;
    }
    suspected = true;
    if (!checking) {
      schedule();
    }
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  private void checked(Verdict verdict) {
    checking = false;
    if (stopped) {
      return;
    }
    sink.accept(backend, verdict, nanoTime.getAsLong() - startedNanos);
    schedule();
  }

  private void schedule() {
    long gap = suspected ? MIN_GAP_MILLIS : intervalMillis;
    long sinceStart = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startedNanos);
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(Math.max(1, gap - sinceStart), t -> check());
  }
}

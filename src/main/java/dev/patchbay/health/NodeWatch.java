package dev.patchbay.health;

import dev.patchbay.text.RateLimit;
import dev.patchbay.topology.Node;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's clock: checks it again and again, never two checks at a time. A suspicion brings the
 * next check forward. Everything happens on the control loop.
 */
final class NodeWatch {
  /** However many clients report trouble, a node is asked no more often than this. */
  private static final long MIN_GAP_MILLIS = 25;

  /** A check that could not be made, for want of something of ours, is tried again so soon. */
  private static final long OWN_FAULT_GAP_MILLIS = 100;

  private static final Logger LOG = LoggerFactory.getLogger("health");

  /** Told each verdict and how long the check took, in nanoseconds of the loop's living time. */
  interface Sink {
    void accept(Node node, Verdict verdict, long nanos);
  }

  private final Vertx vertx;
  private final Node node;
  private final AgentCheck check;
  private final long intervalMillis;
  private final LongSupplier nanoTime;
  private final LongSupplier livingTime;
  private final Sink sink;
  private final RateLimit rateLimit;

  private boolean checking;
  private boolean suspected;
  private boolean overtaken;
  private boolean undecided;
  private boolean stopped;
  private long startedNanos;
  private long startedLivingNanos;
  private long timer = -1;

  /**
   * @param nanoTime the time by which checks are begun, in nanoseconds since any moment
   * @param livingTime the time by which they are measured, which the loop's own lateness is no part
   *     of
   */
  NodeWatch(
      Vertx vertx,
      Node node,
      AgentCheck check,
      long intervalMillis,
      LongSupplier nanoTime,
      LongSupplier livingTime,
      Sink sink) {
    this.vertx = vertx;
    this.node = node;
    this.check = check;
    this.intervalMillis = intervalMillis;
    this.nanoTime = nanoTime;
    this.livingTime = livingTime;
    this.sink = sink;
    this.rateLimit = new RateLimit(nanoTime);
  }

  void check() {
    timer = -1;
    if (stopped || checking) {
      return;
    }
    checking = true;
    suspected = false;
    startedNanos = nanoTime.getAsLong();
    startedLivingNanos = livingTime.getAsLong();
    try {
      check.check(node).onComplete(this::ended);
    } catch (RuntimeException | Error e) {
      // Whatever it is, this node must be checked again.
      checked(Verdict.failed(CheckResult.ERROR, "cannot be checked: " + e.getMessage()));
    }
  }

  private void ended(AsyncResult<Verdict> done) {
    checked(done.succeeded() ? done.result() : Causes.verdict(done.cause()));
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

  /**
   * The agent has said by itself that its node is sick: a check that is under way may have asked
   * before that, so what it finds healthy counts for nothing, and the next one comes soon.
   */
  void overtake() {
    overtaken = checking;
    suspect();
  }

  /** Ends it for good; a check that is under way tells nothing any more. */
  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    if (!checking) {
      check.forget(node);
    }
  }

  private void checked(Verdict verdict) {
    checking = false;
    if (stopped) {
      check.forget(node);
      return;
    }
    undecided = !verdict.decides();
    boolean late = overtaken && verdict.healthy();
    overtaken = false;
    try {
      if (!late) {
        sink.accept(node, verdict, livingTime.getAsLong() - startedLivingNanos);
      }
    } catch (RuntimeException | Error e) {
      logFailure(e);
    } finally {
      // Whoever is told may fail: this node must be checked again.
      schedule();
    }
  }

  private void logFailure(Throwable cause) {
    rateLimit
        .admit(node.name(), String.valueOf(cause))
        .ifPresent(
            suppressed ->
                LOG.atError()
                    .setCause(cause)
                    .addKeyValue("node", node.name())
                    .addKeyValue("suppressed", suppressed)
                    .log("A health check's result could not be passed on; checks go on"));
  }

  private void schedule() {
    long usual = undecided ? Math.min(OWN_FAULT_GAP_MILLIS, intervalMillis) : intervalMillis;
    long gap = suspected ? MIN_GAP_MILLIS : usual;
    long sinceStart = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startedNanos);
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(Math.max(1, gap - sinceStart), t -> check());
  }
}

package dev.patchbay.discovery;

import dev.patchbay.text.RateLimit;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.NodePattern;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One name's clock: asks for it again and again, and keeps what is known by it. Everything happens
 * on the control loop.
 */
final class NameWatch {
  private static final Logger LOG = LoggerFactory.getLogger("discovery");

  private final Vertx vertx;
  private final Asking asking;
  private final Predicate<NodeId> unhealthy;
  private final LongSupplier nanoTime;
  private final Runnable onChange;
  private final RateLimit rateLimit;
  private final Promise<Void> first = Promise.promise();
  private KnownName known;
  private boolean stopped;
  private long timer = -1;

  /**
   * @param onChange run when other nodes are known
   */
  NameWatch(
      Vertx vertx,
      NodePattern pattern,
      Asking asking,
      Predicate<NodeId> unhealthy,
      LongSupplier nanoTime,
      Runnable onChange) {
    this.vertx = vertx;
    this.asking = asking;
    this.unhealthy = unhealthy;
    this.nanoTime = nanoTime;
    this.onChange = onChange;
    this.rateLimit = new RateLimit(nanoTime);
    this.known = KnownName.none(pattern);
  }

  KnownName known() {
    return known;
  }

  /** The same name, of which the operator says something else now. */
  void use(NodePattern pattern) {
    known = known.with(pattern);
  }

  /** It comes in the place of another name. */
  void inPlaceOf(NameWatch former) {
    known = known.inPlaceOf(former.known, nanoTime.getAsLong());
  }

  /** Begins to ask. The future completes when the first question has ended, in whatever way. */
  Future<Void> begin() {
    ask();
    return first.future();
  }

  /** Ends it for good; an answer that is under way changes nothing any more. */
  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  private void ask() {
    timer = -1;
    asking.ask(known.pattern()).onSuccess(this::answered);
  }

  private void answered(Answer answer) {
    if (stopped) {
      return;
    }
    KnownName before = known;
    long now = nanoTime.getAsLong();
    known = before.follow(answer, unhealthy, now);
    timer = vertx.setTimer(known.pause(answer, now).toMillis(), t -> ask());
    if (answer instanceof Answer.Useless useless) {
      logUseless(useless.reason());
    }
    if (known.beyond() != 0 && known.beyond() != before.beyond()) {
      LOG.atError()
          .addKeyValue("name", known.pattern().host())
          .addKeyValue("left_out", known.beyond())
          .log("A name leads to more than {} nodes; the others are left out", KnownName.MOST_NODES);
    }
    first.tryComplete();
    if (!known.nodes().equals(before.nodes())) {
      onChange.run();
    }
  }

  /** The reason may have a number of the question in it, so it does not count as another one. */
  private void logUseless(String reason) {
    rateLimit
        .admit(known.pattern().host(), "")
        .ifPresent(
            suppressed ->
                LOG.atError()
                    .addKeyValue("name", known.pattern().host())
                    .addKeyValue("error", reason)
                    .addKeyValue("suppressed", suppressed)
                    .log("A name could not be looked up; its nodes stay as they are"));
  }
}

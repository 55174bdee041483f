package dev.patchbay.health;

import dev.patchbay.pump.OwnFault;
import dev.patchbay.topology.Node;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One check of one node: on the kept connection if there is one, else on a new one. The time is
 * counted on the loop's own clock, so that no lateness of the proxy is the node's.
 *
 * <p>What breaks says nothing of the node when it may have broken because of us: a kept connection
 * that the agent has closed in the meantime, or any connection while the loop stood still. Then all
 * of it is tried anew, with what is left of the time. When the verdict is given, whatever is still
 * under way is closed.
 */
final class CheckRun {
  /** A loop that stood still for so long may have broken what it had begun. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** On a machine on which every try is late, one of them must do. */
  private static final int MOST_TRIES = 4;

  private final AgentDialer dialer;
  private final AgentAddresses addresses;
  private final Node node;
  private final LoopClock clock;
  private final FileReserve reserve;
  private final Promise<Verdict> verdict = Promise.promise();
  private final LoopClock.Alarm timeout;
  private final Set<HttpClientConnection> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private Try current;
  private int tries;
  private HttpClientConnection reusable;

  /**
   * @param timeoutMillis a check with no complete answer in this much living time has failed
   * @param reserve gives this check what it needs when the process has no descriptors left
   * @param kept the connection of the last check
   */
  CheckRun(
      AgentDialer dialer,
      AgentAddresses addresses,
      Node node,
      LoopClock clock,
      FileReserve reserve,
      int timeoutMillis,
      Optional<HttpClientConnection> kept) {
    this.dialer = dialer;
    this.addresses = addresses;
    this.node = node;
    this.clock = clock;
    this.reserve = reserve;
    this.timeout =
        clock.alarm(
            TimeUnit.MILLISECONDS.toNanos(timeoutMillis),
            () ->
                give(
                    Verdict.failed(
                        CheckResult.TIMEOUT, "no answer within " + timeoutMillis + " ms")));
    begin(new Try(kept));
  }

  Future<Verdict> verdict() {
    return verdict.future();
  }

  /** The connection on which the answer came, if it can carry another question. */
  Optional<HttpClientConnection> reusable() {
    return Optional.ofNullable(reusable);
  }

  private void begin(Try next) {
    current = next;
    tries++;
    reusable = null;
    closeAll();
    guarded(next::begin);
  }

  /**
   * What is thrown here comes from an address that the client cannot take, or from a fault of ours;
   * without this it would end as a timeout, which is the node's.
   */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      give(
          Causes.isOurs(e)
              ? Causes.verdict(e)
              : Verdict.failed(CheckResult.ERROR, "cannot be checked: " + e.getMessage()));
    }
  }

  private void give(Verdict found) {
    if (verdict.tryComplete(found)) {
      timeout.cancel();
      current.half.ifPresent(LoopClock.Alarm::cancel);
      open.remove(reusable);
      closeAll();
    }
  }

  private void closeAll() {
    open.forEach(HttpClientConnection::close);
    open.clear();
  }

  /**
   * One try. An agent that shows a certificate has been moved to TLS; if it is a wrong one, that
   * decides. If no TLS connection has come about in half of the time, plain HTTP is tried as well,
   * and the first that answers is believed.
   */
  private final class Try {
    private final Optional<HttpClientConnection> kept;
    private final long lateBefore = clock.lateNanos();
    private final Optional<HttpConnectOptions> plain = addresses.second(node);
    private Optional<LoopClock.Alarm> half = Optional.empty();
    private boolean plainBegun;
    private Optional<Throwable> firstFault = Optional.empty();
    private Optional<Throwable> plainFault = Optional.empty();

    Try(Optional<HttpClientConnection> kept) {
      this.kept = kept;
    }

    void begin() {
      if (kept.isPresent()) {
        ask(kept.get(), true);
        return;
      }
      if (plain.isPresent()) {
        half = Optional.of(clock.alarm(timeout.leftNanos() / 2, () -> guarded(this::beginPlain)));
      }
      connect(addresses.first(node), plain.isPresent() ? 2 : 1)
          .onSuccess(connection -> guarded(() -> ask(connection, true)))
          .onFailure(fault -> guarded(() -> firstFailed(fault)));
    }

    private Future<HttpClientConnection> connect(HttpConnectOptions options, int shares) {
      return dialer.connect(options, node.host(), () -> timeout.leftNanos() / shares, this::isOver);
    }

    private boolean isOver() {
      return current != this || verdict.future().isComplete();
    }

    private void firstFailed(Throwable fault) {
      firstFault = Optional.of(fault);
      if (plain.isEmpty() || Causes.certificateFault(fault).isPresent() || Causes.isOurs(fault)) {
        failed(Causes.verdict(fault));
      } else if (plainBegun) {
        bothMayHaveFailed();
      } else {
        beginPlain();
      }
    }

    private void beginPlain() {
      if (isOver() || plainBegun) {
        return;
      }
      plainBegun = true;
      connect(plain.orElseThrow(), 1)
          .onSuccess(connection -> guarded(() -> ask(connection, false)))
          .onFailure(fault -> guarded(() -> plainFailed(fault)));
    }

    private void plainFailed(Throwable fault) {
      plainFault = Optional.of(fault);
      bothMayHaveFailed();
    }

    private void bothMayHaveFailed() {
      if (firstFault.isPresent() && plainFault.isPresent()) {
        Throwable first = firstFault.get();
        Throwable second = plainFault.get();
        failed(
            Causes.isOurs(second)
                ? Causes.verdict(second)
                : Verdict.failed(
                    Causes.result(first),
                    Causes.text(first) + "; without TLS: " + Causes.text(second)));
      }
    }

    private void ask(HttpClientConnection on, boolean keep) {
      // What fails on a connection is part of a verdict; Vert.x would log it at every check too.
      on.exceptionHandler(e -> {});
      if (isOver()) {
        on.close();
        return;
      }
      if (keep) {
        half.ifPresent(LoopClock.Alarm::cancel);
      }
      open.add(on);
      new AgentQuestion(on, node)
          .ask(() -> reusable = keep && !isOver() ? on : null)
          .onSuccess(found -> guarded(() -> answered(found, on)))
          .onFailure(fault -> guarded(() -> brokenOff(fault, keep)));
    }

    private void answered(Verdict found, HttpClientConnection on) {
      if (found.healthy()) {
        dialer.answered(node.host(), on);
      }
      give(found);
    }

    private void brokenOff(Throwable fault, boolean first) {
      if (first || firstFault.isPresent()) {
        failed(Causes.verdict(fault));
      } else {
        plainFault = Optional.of(fault);
      }
    }

    private boolean isDoubtful() {
      return kept.isPresent() || clock.lateNanos() - lateBefore >= LATE_NANOS;
    }

    private boolean hasReserve() {
      return OwnFault.descriptorsAreShort() && reserve.release(FileReserve.OF_A_CHECK) > 0;
    }

    private void failed(Verdict found) {
      if (isOver()) {
        return;
      }
      half.ifPresent(LoopClock.Alarm::cancel);
      if (tries < MOST_TRIES && (found.decides() ? isDoubtful() : hasReserve())) {
        CheckRun.this.begin(new Try(Optional.empty()));
      } else {
        give(found);
      }
    }
  }
}

package dev.patchbay.admin;

import dev.patchbay.wire.MySqlPing;
import dev.patchbay.wire.MySqlPing.Outcome;
import dev.patchbay.wire.MySqlPing.Result;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Asks this proxy's own MySQL port whether a node answers behind it, as any client would: through
 * the listener, the route and the node's greeting. On one event loop.
 *
 * <p>There is one ping at a time, and whoever asks meanwhile shares it: a database that hangs must
 * not collect our connections. It may go on for longer than anybody waits, because servers count
 * logins that break off and block the host that they came from, which is us.
 */
final class ReachCheck {
  private static final Duration LONGEST_PING = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final InetSocketAddress address;
  private final BooleanSupplier header;
  private final Duration patience;
  private Future<Result> underWay;

  /**
   * @param address resolved
   * @param header whether a PROXY header is awaited there from us; asked on another thread
   * @param patience the longest that somebody waits for an answer
   */
  ReachCheck(Vertx vertx, InetSocketAddress address, BooleanSupplier header, Duration patience) {
    this.vertx = vertx;
    this.address = address;
    this.header = header;
    this.patience = patience;
  }

  /** The result; {@link Outcome#TIMED_OUT} if there is none in time. */
  Future<Result> ask() {
    return share()
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .otherwise(
            late ->
                new Result(
                    Outcome.TIMED_OUT,
                    "no answer from this proxy's own port %d within %d ms"
                        .formatted(address.getPort(), patience.toMillis())));
  }

  private Future<Result> share() {
    if (underWay == null || underWay.isComplete()) {
      underWay =
          vertx.executeBlocking(
              () -> MySqlPing.ping(address, LONGEST_PING, header.getAsBoolean()), false);
    }
    return underWay;
  }
}

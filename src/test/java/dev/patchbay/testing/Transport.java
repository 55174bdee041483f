package dev.patchbay.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.patchbay.pump.PumpLoops;
import dev.patchbay.pump.Rings;
import dev.patchbay.pump.StallLimits;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** What the loops of a test wait by. */
public enum Transport {
  JDK,
  EPOLL,
  IO_URING;

  /** Vert.x, which waits by the JDK or by epoll. */
  public Vertx vertx() {
    return Vertx.vertx(options());
  }

  /** To make a {@link #vertx} with more options. */
  public VertxOptions options() {
    return new VertxOptions().setPreferNativeTransport(this != JDK);
  }

  /** Loops with the default limits. */
  public PumpLoops loops(Vertx vertx, int threads) {
    return loops(vertx, threads, StallLimits.DEFAULT);
  }

  /** Loops; a container may have no io_uring, and then the test is left out. */
  public PumpLoops loops(Vertx vertx, int threads, StallLimits limits) {
    if (this == IO_URING) {
      assumeThat(Rings.refusal()).as("why there is no io_uring here").isEmpty();
    }
    return new PumpLoops(vertx, threads, limits, this == IO_URING);
  }
}

package dev.patchbay.testing;

import dev.patchbay.cluster.ClusterView;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.ChoiceWait;
import dev.patchbay.routing.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Routers for tests of what follows from a choice, not of when it is made. */
public final class Routers {
  /** The first choice waits for every node's verdict; no other one waits at all. */
  public static final ChoiceWait ONLY_AT_START = new ChoiceWait(Duration.ofDays(1), Duration.ZERO);

  private Routers() {}

  /** A router that does everything on the caller's thread. */
  public static Router direct(Clock clock, ActiveNodePolicy policy, ClusterView view) {
    return on(Runnable::run, clock, policy, view);
  }

  /** A router on this loop. */
  public static Router on(Executor loop, Clock clock, ActiveNodePolicy policy, ClusterView view) {
    return new Router(loop, (millis, task) -> {}, clock, policy, ONLY_AT_START, view);
  }
}

package dev.patchbay.routing;

import dev.patchbay.cluster.ClusterView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Holds the routing state and is its only writer. All changes happen on one event loop, so that
 * every subscriber sees every state once and in order; the state itself may be read from any
 * thread.
 */
public final class Router {

  /** Wakes the router up. */
  @FunctionalInterface
  public interface Timer {
    /** Runs this task on the router's loop after so many milliseconds, at least 1. On the loop. */
    void after(long millis, Runnable task);
  }

  private final Executor loop;
  private final Timer timer;
  private final Clock clock;
  private final RoutingRules rules;
  private final List<Consumer<RoutingState>> subscribers = new CopyOnWriteArrayList<>();
  private volatile RoutingState state;

  /** When it will be woken up for a choice that waits; empty if nothing waits. */
  private Optional<Instant> alarm = Optional.empty();

  /**
   * @param loop runs tasks one after the other on one thread; the only thread that changes state
   * @param clock the one by which the views say since when a node is healthy
   * @param wait how long a choice may wait for other nodes
   * @param view the view at start, in which no node has been checked
   */
  public Router(
      Executor loop,
      Timer timer,
      Clock clock,
      ActiveNodePolicy policy,
      ChoiceWait wait,
      ClusterView view) {
    this.loop = loop;
    this.timer = timer;
    this.clock = clock;
    this.rules = new RoutingRules(policy, wait);
    this.state = rules.initial(view, clock.instant());
  }

  /** The state now. From any thread. */
  public RoutingState state() {
    return state;
  }

  /**
   * Calls this subscriber after each change, on the router's loop; one that throws keeps no other
   * from being called. From any thread, before the first change.
   */
  public void subscribe(Consumer<RoutingState> subscriber) {
    subscribers.add(subscriber);
  }

  /** Takes over what the health monitor has found out. From any thread. */
  public void onView(ClusterView view) {
    loop.execute(() -> become(rules.withView(state, view, clock.instant())));
  }

  /**
   * Switches the traffic of both listeners on or off. From any thread; the stage completes on the
   * router's loop, once every subscriber has been told.
   */
  public CompletionStage<RoutingState> setTraffic(boolean enabled, String message, Operator by) {
    CompletableFuture<RoutingState> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            become(rules.withTraffic(state, enabled, message, by, clock.instant()));
          } finally {
            // A subscriber may have thrown: the switch is thrown all the same, and somebody waits.
            done.complete(state);
          }
        });
    return done;
  }

  private void become(RoutingState next) {
    boolean changed = !next.equals(state);
    if (changed) {
      state = next;
    }
    try {
      setAlarm();
    } finally {
      if (changed) {
        tell(next);
      }
    }
  }

  private void setAlarm() {
    Optional<Instant> due = rules.nextChoice(state);
    if (due.isPresent() && !due.equals(alarm)) {
      long millis = Duration.between(clock.instant(), due.get()).toMillis();
      timer.after(Math.max(0, millis) + 1, () -> wakeUp(due));
    }
    alarm = due;
  }

  private void wakeUp(Optional<Instant> due) {
    if (alarm.equals(due)) {
      alarm = Optional.empty();
      become(rules.later(state, clock.instant()));
    }
  }

  private void tell(RoutingState next) {
    RuntimeException failure = null;
    for (Consumer<RoutingState> subscriber : subscribers) {
      try {
        subscriber.accept(next);
      } catch (RuntimeException e) {
        failure = e;
      } catch (Error e) {
        // Such as a class that cannot be loaded now; the others must hear of a failover all the
        // same.
        failure = new IllegalStateException("A subscriber failed: " + e, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}

package dev.patchbay.routing;

import dev.patchbay.health.Health;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.Topology;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/**
 * Holds the routing state and is its only writer. All changes happen on one event loop, so that
 * every follower is told every step once and in order; the state itself may be read from any
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
  private final List<Follower> ahead = new CopyOnWriteArrayList<>();
  private final List<Follower> followers = new CopyOnWriteArrayList<>();

  /** The newest of each other proxy that the loop has not come to yet. */
  private final Map<String, BiFunction<Claims, Instant, Claims>> unheard =
      new ConcurrentHashMap<>();

  /** Read and written on the loop only, after the start. */
  private RoutingRules rules;

  private volatile RoutingState state;

  /** When it will be woken up for a choice that waits; empty if nothing waits. */
  private Optional<Instant> alarm = Optional.empty();

  /**
   * @param loop runs tasks one after the other on one thread; the only thread that changes state
   * @param clock the one by which health says since when a node is healthy
   * @param wait how long a choice may wait for other nodes
   * @param topology at start; no node has been checked
   * @param intent what operators wanted before a restart
   * @param claims of whom to agree with
   */
  public Router(
      Executor loop,
      Timer timer,
      Clock clock,
      ActiveNodePolicy policy,
      ChoiceWait wait,
      Topology topology,
      Intent intent,
      Claims claims) {
    this.loop = loop;
    this.timer = timer;
    this.clock = clock;
    this.rules = new RoutingRules(policy, wait);
    this.state = rules.initial(topology, intent, claims, clock.instant());
  }

  /** The state now. From any thread. */
  public RoutingState state() {
    return state;
  }

  /**
   * Tells this follower the state, at once and on this thread, and then every step, on the router's
   * loop; one that throws keeps no other from being told. From any thread, before the first change.
   */
  public void follow(Follower follower) {
    follower.begin(state);
    followers.add(follower);
  }

  /**
   * As {@link #follow}, but each step is told before {@link #state} says it, and before any of the
   * others: for the ports, so that whoever has read of a new active node is not sent to the former
   * one any more.
   */
  public void followAhead(Follower follower) {
    follower.begin(state);
    ahead.add(follower);
  }

  /** Takes over what the health monitor has found out. From any thread. */
  public void onHealth(Health health) {
    loop.execute(
        () -> apply(new Transition(state, rules.withHealth(state, health, clock.instant()))));
  }

  /**
   * Another proxy says this of the active node. From any thread.
   *
   * @param proxy names it here, always the same; there are only so many
   * @param instance its process
   */
  public void heard(String proxy, String instance, Said said) {
    word(proxy, (claims, now) -> claims.hear(proxy, instance, said, now));
  }

  /** Another proxy is not heard any more. From any thread. */
  public void silent(String proxy) {
    word(proxy, (claims, now) -> claims.silent(proxy));
  }

  /**
   * Takes over what is newest of this proxy, when the loop comes to it: one that says something new
   * ten thousand times a second must not have a failover wait in the same queue.
   */
  private void word(String proxy, BiFunction<Claims, Instant, Claims> step) {
    if (unheard.put(proxy, step) == null) {
      claims(
          (claims, now) -> {
            BiFunction<Claims, Instant, Claims> newest = unheard.remove(proxy);
            return newest.apply(claims, now);
          });
    }
  }

  /** The other proxies have been asked, and have had their time to answer. From any thread. */
  public void othersAsked() {
    claims((claims, now) -> claims.asked());
  }

  private void claims(BiFunction<Claims, Instant, Claims> step) {
    loop.execute(
        () -> {
          Instant now = clock.instant();
          Claims next = step.apply(state.claims(), now);
          if (next != state.claims()) {
            apply(new Transition(state, rules.withClaims(state, next, now)));
          }
        });
  }

  /**
   * Switches the traffic of all listeners on or off. From any thread; the stage completes on the
   * router's loop, once every follower has been told.
   */
  public CompletionStage<RoutingState> setTraffic(boolean enabled, String message, Operator by) {
    return change(
        (s, now) ->
            rules.withIntent(
                s,
                s.intent().with(new TrafficSwitch(enabled, message, by, Optional.of(now))),
                now));
  }

  /**
   * Moves the traffic to another node. From any thread; the stage completes on the router's loop,
   * once every follower has been told, and fails with a {@link Refusal} if it cannot be done.
   */
  public CompletionStage<RoutingState> switchOver(Switchover.Request request) {
    return change((s, now) -> rules.operator().switchOver(s, request, now));
  }

  /**
   * Ends the drain that goes on, by cutting what is left of it. As {@link #switchOver}; fails with
   * a {@link Refusal} if none goes on.
   */
  public CompletionStage<RoutingState> finishDrain() {
    return change((s, now) -> rules.operator().finishDrain(s, now));
  }

  /**
   * Ends the drain that goes on, by going back to the node that was left. As {@link #switchOver};
   * fails with a {@link Refusal} if none goes on.
   */
  public CompletionStage<RoutingState> undoDrain(String message, Operator by) {
    return change((s, now) -> rules.operator().undoDrain(s, message, by, now));
  }

  /**
   * No session is left at this node, which the listener drains, as of this generation of its route:
   * of another one it is not true. From any thread.
   */
  public void drained(ListenerId listener, NodeId node, long generation) {
    change(
        (s, now) ->
            s.route(listener).generation() == generation
                ? rules.operator().drained(s, listener, node, now)
                : s);
  }

  /**
   * Disables a node. From any thread; the stage completes on the router's loop, once every follower
   * has been told, and fails with a {@link Refusal} if there is no such node.
   *
   * @param how to move the traffic if the node is the active one, and who wants it and why; its
   *     target does not count
   */
  public CompletionStage<RoutingState> disable(NodeId node, Switchover.Request how) {
    return change((s, now) -> rules.operator().disable(s, node, how, now));
  }

  /** Lets a node take traffic again. As {@link #disable}. */
  public CompletionStage<RoutingState> enable(NodeId node) {
    return change((s, now) -> rules.operator().enable(s, node, now));
  }

  /**
   * Goes on with these nodes and by these rules. From any thread; the stage completes on the
   * router's loop, once every follower has been told; it fails with IllegalArgumentException if the
   * listeners are others.
   */
  public CompletionStage<RoutingState> reload(
      Topology topology, ActiveNodePolicy policy, ChoiceWait wait) {
    return change(
        (s, now) -> {
          RoutingRules next = new RoutingRules(policy, wait);
          RoutingState after = next.withTopology(s, topology, now);
          rules = next;
          return after;
        });
  }

  private CompletionStage<RoutingState> change(
      BiFunction<RoutingState, Instant, RoutingState> step) {
    CompletableFuture<RoutingState> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          Transition transition;
          try {
            transition = new Transition(state, step.apply(state, clock.instant()));
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
            return;
          }
          try {
            apply(transition);
          } finally {
            // A follower may have thrown: it is so all the same, and somebody waits.
            done.complete(state);
          }
        });
    return done;
  }

  private void apply(Transition transition) {
    if (transition.before().equals(transition.after())) {
      setAlarm();
      return;
    }
    try {
      tell(ahead, transition);
    } finally {
      state = transition.after();
      try {
        setAlarm();
      } finally {
        tell(followers, transition);
      }
    }
  }

  private void setAlarm() {
    Optional<Instant> due = rules.nextChoice(state, clock.instant());
    if (due.isPresent() && !due.equals(alarm)) {
      long millis = Duration.between(clock.instant(), due.get()).toMillis();
      timer.after(Math.max(0, millis) + 1, () -> wakeUp(due));
    }
    alarm = due;
  }

  private void wakeUp(Optional<Instant> due) {
    if (alarm.equals(due)) {
      alarm = Optional.empty();
      apply(new Transition(state, rules.later(state, clock.instant())));
    }
  }

  private static void tell(List<Follower> whom, Transition transition) {
    RuntimeException failure = null;
    for (Follower follower : whom) {
      try {
        follower.next(transition);
      } catch (RuntimeException e) {
        failure = e;
      } catch (Error e) {
        // Such as a class that cannot be loaded now; the others must hear of a failover all the
        // same.
        failure = new IllegalStateException("A follower failed: " + e, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}

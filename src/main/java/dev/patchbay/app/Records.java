package dev.patchbay.app;

import dev.patchbay.cluster.Backend;
import dev.patchbay.events.Choices;
import dev.patchbay.events.Event;
import dev.patchbay.events.EventFeed;
import dev.patchbay.events.EventLog;
import dev.patchbay.events.History;
import dev.patchbay.events.NodeChecks;
import dev.patchbay.peers.Opinion;
import dev.patchbay.peers.PeerWatch;
import dev.patchbay.routing.Role;
import dev.patchbay.routing.Router;
import dev.patchbay.session.LimitWatch;
import dev.patchbay.session.SessionCap;
import dev.patchbay.session.SessionCounts;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** What the proxy remembers for people: events, the nodes' last checks, and the history. */
final class Records implements PeerWatch.Listener {
  private final Clock clock;
  private final Instant startedAt;
  private final Executor control;
  private final EventLog events;
  private final NodeChecks checks;
  private final History history;
  private EventFeed feed;
  private Choices choices;

  Records(Clock clock, Executor control, List<Backend> backends, SessionCounts counts) {
    this.clock = clock;
    this.startedAt = clock.instant();
    this.control = control;
    this.events = new EventLog(startedAt.toEpochMilli());
    this.checks = new NodeChecks(clock, backends);
    this.history = new History(backends, counts, checks, clock, System::nanoTime);
  }

  /** Follows the router from now on; before its first change. */
  EventFeed follow(Router router, List<Role> listeners) {
    feed = new EventFeed(control, router, listeners, events);
    choices = new Choices(router);
    return feed;
  }

  /** Says that the proxy serves, and begins the history. */
  void started(Vertx vertx, int nodes, String policy, List<String> warnings) {
    feed.tell(new Event.Started(clock.instant(), ProxyVersion.text(), nodes, policy));
    if (!warnings.isEmpty()) {
      feed.tell(new Event.Configuration(clock.instant(), warnings));
    }
    control.execute(
        () ->
            vertx.setPeriodic(
                TimeUnit.SECONDS.toMillis(History.STEP_SECONDS), t -> history.step()));
  }

  /** Tells who looks that new clients wait, or wait no longer. */
  LimitWatch.Listener limit() {
    return new LimitWatch.Listener() {
      @Override
      public void paused(SessionCap cap, int sessions) {
        feed.tell(new Event.AcceptingPaused(clock.instant(), sessions, cap));
      }

      @Override
      public void resumed(SessionCap cap, int sessions) {
        feed.tell(new Event.AcceptingResumed(clock.instant(), sessions, cap));
      }
    };
  }

  /** Says that load balancers are sent away. */
  void draining(Optional<String> remote) {
    feed.tell(new Event.Draining(clock.instant(), remote));
  }

  @Override
  public void disagreed(List<Opinion> opinions) {
    List<Event.Opinion> proxies =
        opinions.stream().map(o -> new Event.Opinion(o.proxy(), Optional.of(o.active()))).toList();
    feed.tell(new Event.Disagreement(clock.instant(), proxies));
  }

  @Override
  public void agreed() {
    feed.tell(new Event.Agreement(clock.instant()));
  }

  Instant startedAt() {
    return startedAt;
  }

  Choices choices() {
    return choices;
  }

  EventLog events() {
    return events;
  }

  NodeChecks checks() {
    return checks;
  }

  History history() {
    return history;
  }
}

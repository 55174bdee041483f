package dev.patchbay.app;

import dev.patchbay.peers.Opinion;
import dev.patchbay.peers.PeerWatch;
import dev.patchbay.routing.Operator;
import dev.patchbay.routing.Router;
import dev.patchbay.session.LimitWatch;
import dev.patchbay.session.SessionCap;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.telemetry.events.Event;
import dev.patchbay.telemetry.events.EventFeed;
import dev.patchbay.telemetry.events.EventLog;
import dev.patchbay.telemetry.events.History;
import dev.patchbay.telemetry.events.NodeChecks;
import dev.patchbay.topology.Node;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** What the proxy remembers for people: events, the nodes' last checks, and the history. */
final class Telemetry implements PeerWatch.Listener {
  private final Clock clock;
  private final Instant startedAt;
  private final Executor control;
  private final EventLog events;
  private final NodeChecks checks;
  private final History history;
  private final EventFeed feed;

  /**
   * @param kept the history from before the start
   */
  Telemetry(Clock clock, Executor control, Router router, SessionCounts counts, History.Kept kept) {
    this.clock = clock;
    this.startedAt = clock.instant();
    this.control = control;
    this.events = new EventLog(startedAt.toEpochMilli());
    this.checks = new NodeChecks(clock);
    this.history =
        new History(
            () -> router.state().topology().ids(), counts, checks, clock, System::nanoTime, kept);
    this.feed = new EventFeed(control, events);
    router.follow(checks);
    router.follow(feed);
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

  /** Says that the proxy goes on with another configuration. */
  void reloaded(Operator by, List<String> changes, List<String> warnings) {
    feed.tell(new Event.Reloaded(clock.instant(), by.name(), by.address(), changes));
    if (!warnings.isEmpty()) {
      feed.tell(new Event.Configuration(clock.instant(), warnings));
    }
  }

  /** Says that a DNS name leads to this node now. */
  void found(Node node, String by) {
    feed.tell(new Event.NodeFound(clock.instant(), node.name(), node.address(), by));
  }

  /** Says that a node that was found is a node no longer. */
  void gone(Node node, String by, String reason) {
    feed.tell(new Event.NodeGone(clock.instant(), node.name(), by, reason));
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

  EventFeed feed() {
    return feed;
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

package dev.patchbay.telemetry.events;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.routing.Follower;
import dev.patchbay.routing.NodeDrain;
import dev.patchbay.routing.Reason;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Switchover;
import dev.patchbay.routing.TrafficSwitch;
import dev.patchbay.routing.Transition;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.session.SessionsCut;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Turns what happens into events. What cuts sessions is told once all are cut, with the time at
 * which it began.
 */
public final class EventFeed implements SessionObserver, Follower {
  private final Executor loop;
  private final EventLog log;

  /** Only the router's loop touches these. */
  private final List<SwitchCut> switches = new ArrayList<>();

  /** The listeners that spread their sessions, which stay the same. */
  private volatile Set<ListenerId> spread = Set.of();

  /**
   * @param loop the router's loop
   */
  public EventFeed(Executor loop, EventLog log) {
    this.loop = loop;
    this.log = log;
  }

  /** Adds an event. From any thread. */
  public void tell(Event event) {
    loop.execute(() -> log.append(event));
  }

  @Override
  public void begin(RoutingState state) {
    spread =
        state.topology().listeners().stream()
            .filter(listener -> !listener.selector().isOfOneNode())
            .map(ListenerSpec::id)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** From any thread. */
  @Override
  public void cut(SessionsCut report) {
    loop.execute(() -> onCut(report));
  }

  @Override
  public void next(Transition transition) {
    transition.nodes().stream()
        .filter(Transition.NodeChange::isStatusChanged)
        .forEach(change -> log.append(changed(change.after())));
    if (transition.isTrafficSwitched()) {
      TrafficSwitch traffic = transition.after().traffic();
      await(transition, cut -> switched(traffic, cut));
    }
    transition
        .switchover()
        .ifPresent(switchover -> await(transition, cut -> switchedOver(switchover, cut)));
  }

  private void await(Transition transition, Function<Event.Cut, Event> event) {
    switches.add(new SwitchCut(transition, event));
    appendCompleteSwitches();
  }

  private static Event switched(TrafficSwitch traffic, Event.Cut cut) {
    return new Event.TrafficSwitched(
        traffic.lastUpdated().orElseThrow(),
        traffic.enabled(),
        traffic.by().name(),
        traffic.by().address(),
        traffic.message(),
        cut);
  }

  private static Event switchedOver(Switchover switchover, Event.Cut cut) {
    return new Event.SwitchedOver(
        switchover.since(),
        switchover.from().map(NodeId::name),
        switchover.to().name(),
        switchover.drain().toSeconds(),
        switchover.by().name(),
        switchover.by().address(),
        switchover.message(),
        cut);
  }

  private static Event changed(NodeHealth node) {
    return new Event.NodeChanged(
        node.since(),
        node.node().name(),
        node.isHealthy(),
        node.reason(),
        node.stateComment(),
        node.index());
  }

  private void onCut(SessionsCut report) {
    Event.Cut cut = new Event.Cut(report.sessions(), Millis.of(report.nanos()));
    boolean moved = !report.before().leadsTo(report.after().nodes());
    if (moved && spread.contains(report.listener())) {
      log.append(group(report, cut));
    } else if (moved) {
      log.append(
          new Event.ActiveChanged(
              report.after().since(),
              report.listener(),
              report.before().node().map(Node::name),
              report.after().node().map(Node::name),
              report.after().reason(),
              cut,
              outage(report.before(), report.after())));
    }
    drainsEnded(report, moved ? Event.Cut.NOTHING : cut);
    switches.forEach(s -> s.add(report.listener(), report.after().generation(), cut));
    appendCompleteSwitches();
  }

  /**
   * @param untold what was cut, unless the move has told it; else the first end does
   */
  private void drainsEnded(SessionsCut report, Event.Cut untold) {
    Event.Cut cut = untold;
    for (SessionsCut.Drained drained : report.drained()) {
      NodeDrain.End end = drained.end();
      log.append(
          new Event.DrainEnded(end.at(), report.listener(), drained.node().name(), end.how(), cut));
      cut = Event.Cut.NOTHING;
    }
  }

  private static Event group(SessionsCut report, Event.Cut cut) {
    return new Event.GroupChanged(
        report.after().since(),
        report.listener(),
        names(report.after().nodes()),
        names(report.after().missing(report.before())),
        names(report.before().missing(report.after())),
        report.after().reason(),
        cut);
  }

  private static List<String> names(List<Node> nodes) {
    return nodes.stream().map(Node::name).toList();
  }

  /** For how long there was no node, if there is one now and it is not the first. */
  private static OptionalLong outage(Route before, Route after) {
    boolean ends = before.node().isEmpty() && after.node().isPresent();
    if (!ends || before.choice().reason().equals(Reason.WAITING)) {
      return OptionalLong.empty();
    }
    // A clock that was set back meanwhile makes no outage of less than nothing.
    long millis = Duration.between(before.choice().since(), after.since()).toMillis();
    return OptionalLong.of(Math.max(0, millis));
  }

  private void appendCompleteSwitches() {
    for (Iterator<SwitchCut> all = switches.iterator(); all.hasNext(); ) {
      SwitchCut next = all.next();
      if (next.isComplete()) {
        log.append(next.event());
        all.remove();
      }
    }
  }
}

package dev.patchbay.telemetry.events;

import dev.patchbay.topology.Node;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.routing.Role;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.session.CutReport;
import dev.patchbay.session.SessionObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Turns what happens into events. What cuts sessions is told once all are cut, with the time at
 * which it began.
 */
public final class EventFeed implements SessionObserver {
  private final Executor loop;
  private final EventLog log;
  private final List<Role> listeners;

  // Only the router's loop touches these after the start.
  private final List<SwitchCut> switches = new ArrayList<>();
  private RoutingState before;

  /**
   * Tells every change from now on. Before the router's first change.
   *
   * @param loop the router's loop
   * @param listeners those that there are, and whose cuts will be reported
   */
  public EventFeed(Executor loop, Router router, List<Role> listeners, EventLog log) {
    this.loop = loop;
    this.log = log;
    this.listeners = List.copyOf(listeners);
    this.before = router.state();
    router.subscribe(this::onState);
  }

  /** Adds an event. From any thread. */
  public void tell(Event event) {
    loop.execute(() -> log.append(event));
  }

  /** From any thread. */
  @Override
  public void cut(CutReport report) {
    loop.execute(() -> onCut(report));
  }

  private void onState(RoutingState now) {
    RoutingState was = before;
    before = now;
    List<NodeHealth> nodes = now.view().nodes();
    for (int i = 0; i < nodes.size(); i++) {
      NodeHealth node = nodes.get(i);
      if (node.isKnown() && node.status() != was.view().nodes().get(i).status()) {
        log.append(changed(node));
      }
    }
    if (!now.traffic().equals(was.traffic())) {
      switches.add(new SwitchCut(was, now, listeners));
      appendCompleteSwitches();
    }
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

  private void onCut(CutReport report) {
    Event.Cut cut = new Event.Cut(report.sessions(), Millis.of(report.nanos()));
    if (!report.before().node().equals(report.after().node())) {
      log.append(
          new Event.ActiveChanged(
              report.after().since(),
              report.role(),
              report.before().node().map(Node::name),
              report.after().node().map(Node::name),
              report.after().reason(),
              cut));
    }
    switches.forEach(s -> s.add(report.role(), report.after().generation(), cut));
    appendCompleteSwitches();
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

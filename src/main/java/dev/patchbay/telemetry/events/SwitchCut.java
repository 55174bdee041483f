package dev.patchbay.telemetry.events;

import dev.patchbay.routing.TrafficSwitch;
import dev.patchbay.routing.Transition;
import dev.patchbay.topology.ListenerId;
import java.util.HashMap;
import java.util.Map;

/** An operator's switch until every listener that it cuts has said how many sessions that were. */
final class SwitchCut {
  private final TrafficSwitch traffic;
  private final Map<ListenerId, Long> awaited = new HashMap<>();
  private Event.Cut cut = Event.Cut.NOTHING;

  SwitchCut(Transition transition) {
    this.traffic = transition.after().traffic();
    transition.routes().forEach(r -> awaited.put(r.listener(), r.after().generation()));
  }

  /** Takes this listener's cut if it is one that is waited for. */
  void add(ListenerId listener, long generation, Event.Cut part) {
    if (awaited.remove(listener, generation)) {
      cut = cut.and(part);
    }
  }

  boolean isComplete() {
    return awaited.isEmpty();
  }

  Event event() {
    return new Event.TrafficSwitched(
        traffic.lastUpdated().orElseThrow(),
        traffic.enabled(),
        traffic.by().name(),
        traffic.by().address(),
        traffic.message(),
        cut);
  }
}

package dev.patchbay.telemetry.events;

import dev.patchbay.routing.Role;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.TrafficSwitch;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** An operator's switch until every listener that it cuts has said how many sessions that were. */
final class SwitchCut {
  private final TrafficSwitch traffic;
  private final Map<Role, Long> awaited = new EnumMap<>(Role.class);
  private Event.Cut cut = Event.Cut.NOTHING;

  /**
   * @param listeners those that there are
   */
  SwitchCut(RoutingState before, RoutingState after, Collection<Role> listeners) {
    this.traffic = after.traffic();
    for (Role role : listeners) {
      long generation = after.route(role).generation();
      if (generation != before.route(role).generation()) {
        awaited.put(role, generation);
      }
    }
  }

  /** Takes this listener's cut if it is one that is waited for. */
  void add(Role role, long generation, Event.Cut part) {
    if (awaited.remove(role, generation)) {
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

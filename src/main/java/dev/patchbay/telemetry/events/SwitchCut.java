package dev.patchbay.telemetry.events;

import dev.patchbay.routing.Transition;
import dev.patchbay.topology.ListenerId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What an operator has done, until every listener that it cuts has said how many sessions that
 * were.
 */
final class SwitchCut {
  private final Function<Event.Cut, Event> event;
  private final Map<ListenerId, Long> awaited = new HashMap<>();
  private Event.Cut cut = Event.Cut.NOTHING;

  /**
   * @param event made of all that was cut
   */
  SwitchCut(Transition transition, Function<Event.Cut, Event> event) {
    this.event = event;
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
    return event.apply(cut);
  }
}

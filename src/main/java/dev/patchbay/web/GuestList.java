package dev.patchbay.web;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The connections of one HTTP server. When there is one too many, another goes, never the newest:
 * strangers who hold connections must not lock out those who come to ask something. On one event
 * loop only.
 *
 * <p>Who goes, and among equals the next rule decides:
 *
 * <ol>
 *   <li>one that has been silent for a second since it connected,
 *   <li>one of those that come from where most come from,
 *   <li>one that has asked and rests, before one that has just come or has a request in progress,
 *   <li>the one that came, or has rested, longest ago.
 * </ol>
 *
 * One with an authenticated request in progress is not closed for another's sake. When there are no
 * others, the newest has to go.
 */
final class GuestList {
  private final GuestLimits limits;
  private final Runnable full;
  private final Set<Guest> guests = new LinkedHashSet<>();
  private final Map<Object, Integer> crowds = new HashMap<>();
  private long tick;
  private long order;

  /**
   * @param full told each time that one has to go
   */
  GuestList(GuestLimits limits, Runnable full) {
    this.limits = limits;
    this.full = full;
  }

  GuestLimits limits() {
    return limits;
  }

  long tick() {
    return tick;
  }

  long nextOrder() {
    return ++order;
  }

  boolean isEmpty() {
    return guests.isEmpty();
  }

  int size() {
    return guests.size();
  }

  /** A new connection is there; another may be closed for it. */
  void add(Guest newest) {
    guests.add(newest);
    crowds.merge(newest.source(), 1, Integer::sum);
    if (guests.size() > limits.connections()) {
      full.run();
      dismiss(firstToGo(newest).orElse(newest));
    }
  }

  /** A connection has gone. Without effect the second time. */
  void remove(Guest guest) {
    if (guests.remove(guest)) {
      crowds.computeIfPresent(guest.source(), (source, count) -> count == 1 ? null : count - 1);
    }
  }

  private void dismiss(Guest guest) {
    remove(guest);
    guest.close();
  }

  private Optional<Guest> firstToGo(Guest newest) {
    return guests.stream()
        .filter(guest -> guest != newest && !guest.isKept())
        .min(
            Comparator.comparing((Guest guest) -> !guest.isSilent())
                .thenComparing(guest -> -crowds.get(guest.source()))
                .thenComparing(guest -> !guest.isResting())
                .thenComparing(Guest::idleOrder));
  }

  /** Time goes on: closes those who have had theirs. */
  void onTick() {
    tick++;
    List<Guest> overdue = guests.stream().filter(Guest::isOverdue).toList();
    overdue.forEach(this::dismiss);
  }
}

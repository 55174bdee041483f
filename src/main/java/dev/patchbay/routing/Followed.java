package dev.patchbay.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often this proxy has left a healthy node because another proxy said so, by that proxy. One
 * whose own network flaps makes claim after claim; after a few it is followed no more until it has
 * been calm. Immutable, and never larger than what a few proxies can do in ten minutes.
 *
 * @param moves by the origin of the claims, the oldest first
 */
public record Followed(Map<String, List<Instant>> moves) {
  static final Followed NOBODY = new Followed(Map.of());

  /** So many moves within {@link #MEMORY} are one proxy's; a rolling change of three nodes fits. */
  static final int MOST_MOVES = 3;

  /** So many are too many, whoever they came from: names of origins are easily made. */
  static final int MOST_OF_ALL = 6;

  static final Duration MEMORY = Duration.ofMinutes(10);

  public Followed {
    moves = Map.copyOf(moves);
  }

  Followed with(String origin, Instant now) {
    Map<String, List<Instant>> next = new HashMap<>();
    moves.forEach(
        (proxy, all) -> {
          List<Instant> lately = all.stream().filter(at -> isLately(at, now)).toList();
          if (!lately.isEmpty()) {
            next.put(proxy, lately);
          }
        });
    List<Instant> its = new ArrayList<>(next.getOrDefault(origin, List.of()));
    its.add(now);
    next.put(origin, List.copyOf(its));
    return new Followed(next);
  }

  /** Whether this proxy, or all together, have had their moves, and must be calm first. */
  boolean isRestless(String origin, Instant now) {
    return lately(moves.getOrDefault(origin, List.of()), now) >= MOST_MOVES
        || moves.values().stream().mapToLong(all -> lately(all, now)).sum() >= MOST_OF_ALL;
  }

  /** Whether this proxy has had its moves, and no move beyond these. */
  boolean mayGiveIn(String origin, Instant now) {
    return lately(moves.getOrDefault(origin, List.of()), now) <= MOST_MOVES
        && moves.values().stream().mapToLong(all -> lately(all, now)).sum() <= MOST_OF_ALL;
  }

  private static long lately(List<Instant> all, Instant now) {
    return all.stream().filter(at -> isLately(at, now)).count();
  }

  /** A clock that was set back by more than that ends it as well. */
  private static boolean isLately(Instant at, Instant now) {
    return Duration.between(at, now).abs().compareTo(MEMORY) < 0;
  }
}

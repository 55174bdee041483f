package dev.patchbay.hostile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How long the innocent waited: of each window of time the 99th of a hundred, and of these the
 * median, so that one window in which the machine did something else decides nothing. Pure.
 */
final class P99 {
  private final Map<Innocents.Wish, List<Long>> ofWindows = new EnumMap<>(Innocents.Wish.class);
  private final Map<Innocents.Wish, List<Long>> all = new EnumMap<>(Innocents.Wish.class);

  /** One window more. */
  void add(Map<Innocents.Wish, List<Long>> waits) {
    waits.forEach(
        (wish, nanos) -> {
          all.computeIfAbsent(wish, w -> new ArrayList<>()).addAll(nanos);
          if (!nanos.isEmpty()) {
            ofWindows.computeIfAbsent(wish, w -> new ArrayList<>()).add(part(nanos, 0.99));
          }
        });
  }

  /** The median of the windows, in milliseconds; of none, infinitely much. */
  double median(Innocents.Wish wish) {
    List<Long> windows = ofWindows.getOrDefault(wish, List.of());
    return windows.isEmpty() ? Double.POSITIVE_INFINITY : part(windows, 0.5) / 1e6;
  }

  /** The 99th of a hundred of all windows together, in milliseconds. */
  double ofAll(Innocents.Wish wish) {
    List<Long> waits = all.getOrDefault(wish, List.of());
    return waits.isEmpty() ? Double.POSITIVE_INFINITY : part(waits, 0.99) / 1e6;
  }

  private static long part(List<Long> values, double part) {
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(Math.max(0, (int) Math.ceil(part * sorted.size()) - 1));
  }
}

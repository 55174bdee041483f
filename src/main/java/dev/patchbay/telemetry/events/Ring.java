package dev.patchbay.telemetry.events;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The newest of what one thread adds. Any thread may read, and neither ever waits for the other: a
 * reader that was overtaken sees so by the numbers.
 */
final class Ring<T> {
  private record Slot<T>(long number, T value) {}

  private final AtomicReferenceArray<Slot<T>> slots;
  private volatile long added;

  Ring(int capacity) {
    this.slots = new AtomicReferenceArray<>(capacity);
  }

  /** Adds; what was added a whole capacity ago is forgotten. On one thread only. */
  void add(T value) {
    long number = added;
    slots.set(place(number), new Slot<>(number, value));
    added = number + 1;
  }

  /** How many were ever added; they are numbered from 0. */
  long added() {
    return added;
  }

  /** The number of the oldest one that is kept, if any is. */
  long oldest() {
    return Math.max(0, added - slots.length());
  }

  /** Those of this number and later that are kept, oldest first, none missing between them. */
  List<T> from(long number) {
    long end = added;
    List<T> found = new ArrayList<>();
    for (long n = Math.max(number, Math.max(0, end - slots.length())); n < end; n++) {
      Slot<T> slot = slots.get(place(n));
      if (slot.number == n) {
        found.add(slot.value);
      } else {
        // Overwritten meanwhile, and so was every older one, or will be.
        found.clear();
      }
    }
    return found;
  }

  private int place(long number) {
    return (int) (number % slots.length());
  }
}

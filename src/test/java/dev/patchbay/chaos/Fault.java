package dev.patchbay.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What is broken, and what must come of it: a failover, nothing at all, or errors that end. Each
 * begins with a whole bed, which is made whole again afterwards.
 *
 * @param <B> what can be broken
 */
interface Fault<B extends Bed> {
  /** As an enum has it. */
  String name();

  /** Plays it once. The bed may be broken afterwards. */
  void play(Stage<B> stage) throws Exception;

  /** As it is called on a command line. */
  default String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The faults of a list with commas between, or all of them. */
  static <F extends Fault<?>> List<F> of(F[] all, String keys) {
    return keys.equals("all")
        ? List.of(all)
        : Arrays.stream(keys.split(",")).map(key -> byKey(all, key)).toList();
  }

  private static <F extends Fault<?>> F byKey(F[] all, String key) {
    return Arrays.stream(all)
        .filter(fault -> fault.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such fault: " + key));
  }
}

package dev.patchbay.pump;

/** Something under way that can be called off. */
@FunctionalInterface
public interface Cancellable {
  /** Calls it off; without effect if it has happened already. On the loop it belongs to. */
  void cancel();
}

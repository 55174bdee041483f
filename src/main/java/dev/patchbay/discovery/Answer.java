package dev.patchbay.discovery;

import java.time.Duration;
import java.util.Set;

/** What came of asking for a name. Immutable. */
sealed interface Answer {

  /**
   * The whole of what it leads to.
   *
   * @param targets one at least
   * @param ttl for how long this may be taken to be so
   */
  record Whole(Set<Target> targets, Duration ttl) implements Answer {
    public Whole {
      targets = Set.copyOf(targets);
      if (targets.isEmpty()) {
        throw new IllegalArgumentException("no target");
      }
    }
  }

  /**
   * Nothing that can be believed: no answer, a part of one, or an empty one.
   *
   * @param reason in a few words for people
   */
  record Useless(String reason) implements Answer {}
}

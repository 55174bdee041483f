package dev.patchbay.agent;

/**
 * What the operator counts as healthy, beyond a synced and writable node of the primary component.
 *
 * @param availableWhenDonor whether a node in state 2 (Donor/Desynced) is healthy, and in state 3
 *     (Joined) while it catches up after that
 * @param availableWhenReadOnly whether a node with {@code read_only} on is healthy
 */
public record HealthRules(boolean availableWhenDonor, boolean availableWhenReadOnly) {

  /** Only synced and writable nodes are healthy. */
  public static final HealthRules STRICT = new HealthRules(false, false);
}

package dev.patchbay.agent;

/**
 * What the operator counts as fit, beyond a synced and writable node of the primary component.
 *
 * @param availableWhenDonor whether a node in state 2 (Donor/Desynced) is fit
 * @param availableWhenReadOnly whether a node with {@code read_only} on is fit
 */
public record FitnessRules(boolean availableWhenDonor, boolean availableWhenReadOnly) {

  /** Only synced and writable nodes are fit. */
  public static final FitnessRules STRICT = new FitnessRules(false, false);
}

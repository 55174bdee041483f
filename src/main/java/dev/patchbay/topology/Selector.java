package dev.patchbay.topology;

/** Which of the healthy nodes a listener's sessions go to. */
public enum Selector {
  /** The one with the lowest index. */
  ACTIVE,
  /** One that is not the active one, highest index; the active one if it is the only one. */
  INACTIVE
}

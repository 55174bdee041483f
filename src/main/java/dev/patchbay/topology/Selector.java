package dev.patchbay.topology;

/** Which of the healthy nodes a listener's sessions go to. */
public enum Selector {
  /** The one with the lowest index. */
  ACTIVE,
  /** One that is not the active one, highest index; the active one if it is the only one. */
  INACTIVE,
  /** All of them, each new session to the one that has the fewest of this listener. */
  FEWEST_SESSIONS;

  /** Whether it leads to one node at a time. */
  public boolean isOfOneNode() {
    return this != FEWEST_SESSIONS;
  }
}

package dev.patchbay.routing;

/** When a healthy active node gives way to another one. */
public enum ActiveNodePolicy {
  /** Never: the active node stays active until it becomes unhealthy. */
  STICKY("sticky"),
  /**
   * As soon as a node that comes earlier in the order is healthy, as Switchboard does. Only for the
   * time in which both kinds of proxy run side by side: each move cuts every session.
   */
  LOWEST_INDEX("lowest-index");

  private final String key;

  ActiveNodePolicy(String key) {
    this.key = key;
  }

  /** The word for this policy in the configuration. */
  public String key() {
    return key;
  }
}

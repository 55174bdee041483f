package dev.patchbay.routing;

/** The two MySQL listeners: each has a route of its own, and neither cuts the other's sessions. */
public enum Role {
  /** {@code Proxy.Port}: the healthy node with the lowest index. */
  ACTIVE("active"),
  /** {@code Proxy.InactiveMysqlPort}: a healthy node that is not the active one, highest index. */
  INACTIVE("inactive");

  private final String word;

  Role(String word) {
    this.word = word;
  }

  /** The word for this listener in logs and metrics. */
  public String word() {
    return word;
  }
}

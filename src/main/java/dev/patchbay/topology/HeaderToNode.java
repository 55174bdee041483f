package dev.patchbay.topology;

import java.util.Locale;

/** Which PROXY header, if any, is the first thing that a session sends to its node. */
public enum HeaderToNode {
  OFF,
  /** One line of text. */
  V1,
  /** Binary. */
  V2;

  /** As it stands in the configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.patchbay.session;

import java.util.Locale;

/** What a session is doing. */
public enum SessionState {
  /** It comes from a load balancer, which has not said yet whose connection it is. */
  ANNOUNCED,
  /** The proxy has greeted it, and waits for its login. */
  GREETED,
  /** A connection to its node is being opened, or the node's greeting is awaited. */
  DIALING,
  /** Its node did not take the first connection; the second try follows. */
  WAITING,
  /** It has no node yet, and waits for one. */
  HELD,
  /** Bytes flow. */
  RELAYING;

  /** For machines: JSON. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}

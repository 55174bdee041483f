package dev.patchbay.pump;

/** Which side ended a relay. */
public enum RelayEnd {
  /** The client closed, reset, or was given up. */
  CLIENT,
  /** The node closed, reset, or was given up. */
  NODE,
  /** A fault on our side, or {@link Relay#cut} before either end closed. */
  PROXY
}

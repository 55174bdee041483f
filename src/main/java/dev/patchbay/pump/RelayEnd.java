package dev.patchbay.pump;

/** Which side ended a relay. */
public enum RelayEnd {
  /** The client closed, reset, or is dead. */
  CLIENT,
  /** The node closed, reset, or is dead. */
  NODE,
  /** The client took nothing of what was kept for it, for as long as {@link StallLimits} says. */
  CLIENT_STALLED,
  /** The node took nothing of what was kept for it, for as long as {@link StallLimits} says. */
  NODE_STALLED,
  /** An {@link Inspector} has refused what the client sent. */
  CLIENT_REFUSED,
  /** A fault on our side, or {@link Relay#cut} before either end closed. */
  PROXY
}

package dev.patchbay.routing;

import java.util.Objects;

/** An operator has asked for what cannot be done now. Nothing was changed. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Code {
    UNKNOWN_NODE,
    UNHEALTHY,
    DISABLED,
    ACTIVE_ALREADY,
    NO_OTHER_NODE,
    /** Under lowest-index the index alone decides. */
    LOWEST_INDEX,
    /** There is no drain to end. */
    NO_DRAIN,
    TOO_MANY_DISABLED
  }

  private final Code code;

  /**
   * @param message one line for the operator: why, and what to do
   */
  Refusal(Code code, String message) {
    super(Objects.requireNonNull(message, "message"), null, false, false);
    this.code = code;
  }

  /** For programs. */
  public Code code() {
    return code;
  }
}

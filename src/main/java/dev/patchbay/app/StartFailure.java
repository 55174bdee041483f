package dev.patchbay.app;

/**
 * The proxy could not start; the message says why, and which key of the configuration to change.
 */
public final class StartFailure extends Exception {
  StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

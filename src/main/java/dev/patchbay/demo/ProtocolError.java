package dev.patchbay.demo;

/**
 * What a client did that the protocol does not allow; told to the client as a MySQL error, after
 * which its connection is closed.
 */
final class ProtocolError extends RuntimeException {
  private final Answer.Failure failure;

  ProtocolError(int code, String sqlState, String message) {
    super(message, null, false, false);
    this.failure = new Answer.Failure(code, sqlState, message);
  }

  /** A packet that ends too early, or says something that cannot be. */
  static ProtocolError malformed(String message) {
    return new ProtocolError(1835, "HY000", "Malformed communication packet: " + message);
  }

  /** A login that this server cannot take. */
  static ProtocolError badHandshake(String message) {
    return new ProtocolError(1043, "08S01", "Bad handshake: " + message);
  }

  Answer.Failure failure() {
    return failure;
  }
}

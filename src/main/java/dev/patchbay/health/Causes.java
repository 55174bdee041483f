package dev.patchbay.health;

import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Says in a few words, always the same for the same fault, why an agent gave no answer. */
final class Causes {
  private static final int MAX_LENGTH = 200;

  private Causes() {}

  static String text(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof UnknownHostException) {
      return "host name not found";
    }
    if (cause instanceof ConnectException) {
      return message.contains("refused") ? "connection refused" : clip("no connection: " + message);
    }
    if (cause instanceof SSLException) {
      return clip("TLS not verified: " + message);
    }
    return clip("no answer: " + message);
  }

  /** One line, of bounded length: an agent decides what some messages say. */
  private static String clip(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH);
  }
}

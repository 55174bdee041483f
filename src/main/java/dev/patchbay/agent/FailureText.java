package dev.patchbay.agent;

import dev.patchbay.text.Sanitize;
import dev.patchbay.wire.ServerError;
import java.io.EOFException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Says in one line why the database could not be asked. */
final class FailureText {

  private static final int LONGEST = 300;

  /** Each library says it with other words around it. */
  private static final String REFUSED = "Connection refused";

  private FailureText() {}

  /** One printable line of at most 300 characters. */
  static String of(Throwable failure, DatabaseLogin login, Duration timeout) {
    return Sanitize.line(describe(failure, login, timeout), LONGEST);
  }

  private static String describe(Throwable failure, DatabaseLogin login, Duration timeout) {
    String database = "the database at " + login.address();
    if (failure instanceof TimeoutException) {
      return database + " did not answer within " + timeout.toMillis() + " ms";
    }
    if (failure instanceof ServerError) {
      return database + " answered with " + failure.getMessage();
    }
    if (failure instanceof EOFException) {
      return database + " closed the connection";
    }
    if (failure instanceof ConnectException
        && String.valueOf(failure.getMessage()).contains(REFUSED)) {
      return database + " cannot be asked: " + REFUSED;
    }
    String message = failure.getMessage();
    return database + " cannot be asked: " + (message == null ? failure.toString() : message);
  }
}

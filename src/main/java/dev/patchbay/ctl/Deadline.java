package dev.patchbay.ctl;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * Closes a connection when its time is over, whatever is being done with it then: connecting, a TLS
 * handshake, reading or writing. Time limits of the socket itself begin anew with each byte.
 */
final class Deadline implements AutoCloseable {
  private final Thread watch;
  private volatile boolean passed;

  Deadline(Closeable connection, Duration time) {
    watch =
        new Thread(
            () -> {
              try {
                Thread.sleep(time.toMillis());
                passed = true;
                connection.close();
              } catch (InterruptedException | IOException e) {
                // It was called off, or there is nothing to close any more.
              }
            },
            "deadline");
    watch.setDaemon(true);
    watch.start();
  }

  /** Whether the connection was closed for its time. */
  boolean passed() {
    return passed;
  }

  /** Calls it off. */
  @Override
  public void close() {
    watch.interrupt();
  }
}

package dev.patchbay.ctl;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/** Server-sent events of one connection. Blocks; from one thread. */
final class EventStream implements Closeable {
  /** The proxy gives a sign of life every ten seconds. */
  static final Duration LONGEST_SILENCE = Duration.ofSeconds(25);

  /** A state of hundreds of nodes fits; states are passed over. */
  private static final int MAX_LINE = 4 << 20;

  private final HttpExchange exchange;
  private final InputStream in;

  /** A message: its kind, and its data on one line. */
  record Message(String kind, String data) {}

  EventStream(HttpExchange exchange, InputStream in) {
    this.exchange = exchange;
    this.in = in;
  }

  /**
   * Waits for the next message; empty at the end of the stream.
   *
   * @throws IOException if the connection is lost or silent for too long
   */
  Optional<Message> next() throws IOException {
    String kind = "message";
    StringBuilder data = new StringBuilder();
    while (true) {
      Optional<String> line = Lines.read(in, MAX_LINE);
      if (line.isEmpty()) {
        return Optional.empty();
      }
      String text = line.get();
      if (text.isEmpty()) {
        if (!data.isEmpty()) {
          return Optional.of(new Message(kind, data.toString()));
        }
        kind = "message";
      } else if (text.startsWith("event:")) {
        kind = text.substring(6).strip();
      } else if (text.startsWith("data:") && data.length() < MAX_LINE) {
        data.append(text.substring(5).strip());
      }
    }
  }

  @Override
  public void close() throws IOException {
    exchange.close();
  }
}

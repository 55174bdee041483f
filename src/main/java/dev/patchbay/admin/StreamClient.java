package dev.patchbay.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/**
 * One who follows the stream. It is given the next message when it has taken most of what it was
 * sent before: a slow one has fewer states, and its events wait in the log, not here. On the web
 * loop only.
 */
final class StreamClient {
  /** As long as more than this is on its way, nothing is added. */
  static final int ENOUGH_BYTES = 64 * 1024;

  /** What there is to send; each is made once for all clients. */
  interface Source {
    /** The newest state, with its number if this one is not that. */
    Optional<Numbered> stateAfter(long number);

    /** The next events; the number is the last one's id. */
    Optional<Numbered> eventsAfter(long id);

    /** The newest sample. */
    Optional<Numbered> sampleAfter(long number);
  }

  /** A message, and the number by which to ask for the next. */
  record Numbered(long number, Buffer message) {}

  private final HttpServerResponse response;
  private final Source source;
  private long state;
  private long event;
  private long sample;
  private int unsent;
  private boolean hasTaken;
  private boolean pumping;

  /**
   * @param greeting the first message; it has the newest state and takes the place of a sample
   * @param event the id of the last event that the client has
   */
  StreamClient(HttpServerResponse response, Source source, Buffer greeting, long event) {
    this.response = response;
    this.source = source;
    this.event = event;
    source.stateAfter(0).ifPresent(newest -> state = newest.number());
    source.sampleAfter(0).ifPresent(newest -> sample = newest.number());
    send(greeting);
  }

  /** Sends what is new, as far as the client takes it. */
  void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    Optional<Buffer> next = Optional.empty();
    while (unsent <= ENOUGH_BYTES && !response.closed() && (next = next()).isPresent()) {
      send(next.get());
    }
    pumping = false;
  }

  private Optional<Buffer> next() {
    Optional<Numbered> next = source.stateAfter(state);
    if (next.isPresent()) {
      state = next.get().number();
      return next.map(Numbered::message);
    }
    next = source.eventsAfter(event);
    if (next.isPresent()) {
      event = next.get().number();
      return next.map(Numbered::message);
    }
    next = source.sampleAfter(sample);
    next.ifPresent(n -> sample = n.number());
    return next.map(Numbered::message);
  }

  /** Sends a sign of life; false if the client has taken nothing since the one before. */
  boolean beat() {
    if (unsent > 0 && !hasTaken) {
      return false;
    }
    hasTaken = false;
    send(Frames.HEARTBEAT);
    return true;
  }

  private void send(Buffer message) {
    unsent += message.length();
    response
        .write(message)
        .onComplete(
            done -> {
              unsent -= message.length();
              hasTaken = true;
              pump();
            });
  }
}

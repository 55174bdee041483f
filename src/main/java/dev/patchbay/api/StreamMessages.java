package dev.patchbay.api;

import dev.patchbay.api.StreamClient.Numbered;
import dev.patchbay.events.EventLog;
import dev.patchbay.events.History;
import dev.patchbay.events.LoggedEvent;
import dev.patchbay.events.Sample;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The messages of the stream, each made once for all who follow it. On the web loop only. */
final class StreamMessages implements StreamClient.Source {
  /** Events are put together until there are so many bytes. */
  private static final int BATCH_BYTES = 32 * 1024;

  /** The events after {@code after}, of a log whose newest was {@code newest}. */
  private record Batch(long after, long newest, Numbered message) {}

  private final StateJson state;
  private final EventLog log;
  private final History history;

  private JsonObject stillBefore;
  private Numbered newestState = new Numbered(0, Buffer.buffer());
  private Numbered newestSample = new Numbered(0, Buffer.buffer());
  private Optional<Batch> batch = Optional.empty();

  StreamMessages(StateJson state, EventLog log, History history) {
    this.state = state;
    this.log = log;
    this.history = history;
  }

  /** Looks at what there is now. With each new sample the state is sent in any case. */
  void refresh() {
    boolean newSample = newestSample.number() != history.steps();
    if (newSample) {
      refreshSample();
    }
    JsonObject now = state.now();
    JsonObject still = StateJson.still(now);
    if (newSample || !still.equals(stillBefore)) {
      stillBefore = still;
      newestState = new Numbered(newestState.number() + 1, Frames.state(now));
    }
  }

  private void refreshSample() {
    long steps = history.steps();
    List<Sample> samples = history.samples();
    newestSample = new Numbered(steps, Frames.sample(samples.get(samples.size() - 1)));
  }

  /** What a client is sent first: the state of this very moment, not of the last change. */
  Buffer greeting() {
    return Frames.HELLO.copy().appendBuffer(Frames.state(state.now()));
  }

  @Override
  public Optional<Numbered> stateAfter(long number) {
    return Optional.of(newestState).filter(s -> s.number() > number);
  }

  @Override
  public Optional<Numbered> sampleAfter(long number) {
    return Optional.of(newestSample).filter(s -> s.number() > number);
  }

  @Override
  public Optional<Numbered> eventsAfter(long id) {
    long newest = log.newestId();
    if (id == newest) {
      return Optional.empty();
    }
    if (batch.filter(b -> b.after == id && b.newest == newest).isEmpty()) {
      batch = batch(id, newest);
    }
    return batch.map(Batch::message);
  }

  private Optional<Batch> batch(long id, long newest) {
    Buffer message = Buffer.buffer();
    long last = id;
    for (LoggedEvent event : log.after(id)) {
      if (message.length() >= BATCH_BYTES) {
        break;
      }
      message.appendBuffer(Frames.log(event));
      last = event.id();
    }
    return last == id
        ? Optional.empty()
        : Optional.of(new Batch(id, newest, new Numbered(last, message)));
  }
}

package dev.patchbay.admin;

import dev.patchbay.admin.StreamClient.Numbered;
import dev.patchbay.routing.Said;
import dev.patchbay.telemetry.events.EventLog;
import dev.patchbay.telemetry.events.History;
import dev.patchbay.telemetry.events.LoggedEvent;
import dev.patchbay.telemetry.events.Sample;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The messages of the stream, each made once for all who follow it. On the web loop only. */
final class StreamMessages implements StreamClient.Source {
  /** Events are put together until there are so many bytes. */
  private static final int BATCH_BYTES = 32 * 1024;

  private final StateJson state;
  private final EventLog log;
  private final History history;
  private final Supplier<Optional<Said>> said;

  private JsonObject stillBefore;
  private Numbered newestState = new Numbered(0, Buffer.buffer());
  private Numbered newestClaim = new Numbered(0, Buffer.buffer());
  private Optional<Said> claim = Optional.empty();
  private Numbered newestSample = new Numbered(0, Buffer.buffer());

  /** The newest event that is sent for now; what comes meanwhile would make each message anew. */
  private long newestEvent = Long.MIN_VALUE;

  /** Made since then, by the id that they follow. */
  private final Map<Long, Optional<Numbered>> batches = new HashMap<>();

  /**
   * @param said what this proxy says of the active node now
   */
  StreamMessages(StateJson state, EventLog log, History history, Supplier<Optional<Said>> said) {
    this.state = state;
    this.log = log;
    this.history = history;
    this.said = said;
  }

  /** Looks at what there is now. With each new sample the state is sent in any case. */
  void refresh() {
    if (newestEvent != log.newestId()) {
      newestEvent = log.newestId();
      batches.clear();
    }
    if (!said.get().equals(claim)) {
      repeatClaim();
    }
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

  /** Says anew what this proxy claims: other proxies take silence for an end. */
  void repeatClaim() {
    claim = said.get();
    newestClaim = new Numbered(newestClaim.number() + 1, Frames.claim(claim));
  }

  private void refreshSample() {
    long steps = history.steps();
    List<Sample> samples = history.samples();
    newestSample = new Numbered(steps, Frames.sample(samples.get(samples.size() - 1)));
  }

  /** What other proxies are sent: claims, and nothing else. */
  StreamClient.Source claims() {
    return new StreamClient.Source() {
      @Override
      public Optional<Numbered> stateAfter(long number) {
        return Optional.of(newestClaim).filter(c -> c.number() > number);
      }

      @Override
      public Optional<Numbered> eventsAfter(long id) {
        return Optional.empty();
      }

      @Override
      public Optional<Numbered> sampleAfter(long number) {
        return Optional.empty();
      }
    };
  }

  /** What another proxy is sent first. */
  Buffer claimGreeting() {
    return Frames.claim(said.get());
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
    return id >= newestEvent ? Optional.empty() : batches.computeIfAbsent(id, this::batch);
  }

  private Optional<Numbered> batch(long id) {
    Buffer message = Buffer.buffer();
    long last = id;
    for (LoggedEvent event : log.after(id)) {
      if (message.length() >= BATCH_BYTES || event.id() > newestEvent) {
        break;
      }
      message.appendBuffer(Frames.log(event));
      last = event.id();
    }
    return last == id ? Optional.empty() : Optional.of(new Numbered(last, message));
  }
}

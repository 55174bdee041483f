package dev.patchbay.telemetry.events;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How many follow the stream of events, and what became of others. From any thread. */
public final class StreamCounts {
  private final AtomicInteger clients = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** Somebody follows from now on. */
  public void joined() {
    clients.incrementAndGet();
  }

  /** Somebody follows no more, for whatever reason. */
  public void left() {
    clients.decrementAndGet();
  }

  /** One was sent away, because it did not take what it was sent. */
  public void drop() {
    dropped.increment();
  }

  /** One was not let in, because there were too many. */
  public void refuse() {
    refused.increment();
  }

  /** How many follow now. */
  public int clients() {
    return clients.get();
  }

  /** How many were sent away since the start. */
  public long dropped() {
    return dropped.sum();
  }

  /** How many were not let in since the start. */
  public long refused() {
    return refused.sum();
  }
}

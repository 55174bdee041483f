package dev.patchbay.session;

import dev.patchbay.pump.ConnectionCount;
import dev.patchbay.pump.TcpListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Keeps the sessions within their bound. At the limit every listener stops accepting, and clients
 * wait in the backlog; so the health checks and the API, which need descriptors and memory too, go
 * on. Shared by all listeners; from any thread.
 */
public final class SessionLimit implements ConnectionCount {

  /**
   * What is to be known about accepting.
   *
   * @param sessions now, those that have not reached their node yet included
   * @param paused whether new clients wait now
   * @param pauses how often they had to since the start
   * @param pausedNanos for how long, all pauses together
   * @param resumedNanos when the last pause ended, by the same clock; of no meaning before
   */
  public record Accepting(
      int sessions, boolean paused, long pauses, long pausedNanos, long resumedNanos) {}

  private volatile SessionCap cap;
  private final LongSupplier nanoTime;
  private final AtomicInteger open = new AtomicInteger();
  private final List<TcpListener> listeners = new CopyOnWriteArrayList<>();
  private final SourceCounts sources = new SourceCounts();
  private volatile boolean paused;

  // Guarded by this.
  private long pauses;
  private long pausedAtNanos;
  private long resumedNanos;
  private long earlierPausesNanos;

  /** A limit that has seen no session yet. */
  public SessionLimit(SessionCap cap, LongSupplier nanoTime) {
    this.cap = cap;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized void accepting(TcpListener listener) {
    listeners.add(listener);
    if (paused) {
      listener.pause();
    }
  }

  SourceCounts sources() {
    return sources;
  }

  @Override
  public boolean reserve(int left) {
    int most = cap.sessions() - left;
    return open.getAndUpdate(now -> now < most ? now + 1 : now) < most;
  }

  /** If that was the last place, no session has had it, and there is room. */
  @Override
  public void release() {
    if (open.decrementAndGet() < cap.sessions() && paused) {
      resumeIfFree();
    }
  }

  @Override
  public void opened() {
    if (open.incrementAndGet() >= cap.sessions() && !paused) {
      settle();
    }
  }

  @Override
  public void closed() {
    if (open.decrementAndGet() < resumeBelow() && paused) {
      settle();
    }
  }

  /** Some distance below the limit, so that one session more or less does not switch each time. */
  private int resumeBelow() {
    return cap.sessions() - cap.sessions() / 20;
  }

  private synchronized void settle() {
    if (!paused && open.get() >= cap.sessions()) {
      paused = true;
      pauses++;
      pausedAtNanos = nanoTime.getAsLong();
      listeners.forEach(TcpListener::pause);
      // Sessions that ended before the flag was set have not asked to go on.
      resumeIfFree();
    } else if (paused && open.get() < resumeBelow()) {
      resume();
    }
  }

  private synchronized void resumeIfFree() {
    if (paused && open.get() < cap.sessions()) {
      resume();
    }
  }

  private void resume() {
    paused = false;
    resumedNanos = nanoTime.getAsLong();
    earlierPausesNanos += resumedNanos - pausedAtNanos;
    listeners.forEach(TcpListener::resume);
  }

  /** The bound. */
  public SessionCap cap() {
    return cap;
  }

  /** Goes on with another bound; sessions beyond it live on. From any thread. */
  public synchronized void cap(SessionCap next) {
    cap = next;
    settle();
    // More room is there at once, however little it is.
    resumeIfFree();
  }

  /** How it stands now. */
  public synchronized Accepting accepting() {
    long thisPause = paused ? nanoTime.getAsLong() - pausedAtNanos : 0;
    return new Accepting(open.get(), paused, pauses, earlierPausesNanos + thisPause, resumedNanos);
  }
}

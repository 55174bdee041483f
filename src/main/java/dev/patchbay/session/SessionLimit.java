package dev.patchbay.session;

import dev.patchbay.pump.ConnectionCount;
import dev.patchbay.pump.TcpListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the sessions below what the file descriptors allow. At the limit every listener stops
 * accepting, and clients wait in the backlog; so the health checks and the API, which need
 * descriptors too, go on. Shared by all listeners; from any thread.
 */
public final class SessionLimit implements ConnectionCount {
  private static final Logger LOG = LoggerFactory.getLogger("sessions");

  private final int max;
  private final AtomicInteger open = new AtomicInteger();
  private final List<TcpListener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean paused;
  private final OnceAMinute onceAMinute = new OnceAMinute();
  private boolean pauseReported;

  /**
   * @param max sessions at the most, at least 1
   */
  public SessionLimit(int max) {
    this.max = max;
  }

  void add(TcpListener listener) {
    listeners.add(listener);
  }

  @Override
  public void opened() {
    if (open.incrementAndGet() >= max && !paused) {
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
    return max - max / 20;
  }

  private synchronized void settle() {
    int now = open.get();
    if (!paused && now >= max) {
      paused = true;
      listeners.forEach(TcpListener::pause);
      reportPause(now);
      // Sessions that ended before the flag was set have not asked to go on.
      if (open.get() < resumeBelow()) {
        settle();
      }
    } else if (paused && now < resumeBelow()) {
      paused = false;
      listeners.forEach(TcpListener::resume);
      if (pauseReported) {
        pauseReported = false;
        LOG.atInfo().addKeyValue("sessions", now).log("Accepting again");
      }
    }
  }

  /** At the limit a busy proxy may pause many times a second: once a minute is enough to know. */
  private void reportPause(int sessions) {
    if (!onceAMinute.isDue()) {
      return;
    }
    pauseReported = true;
    LOG.atError()
        .addKeyValue("sessions", sessions)
        .log(
            "Accepting paused: no file descriptors for more sessions; raise the limit of open files");
  }
}

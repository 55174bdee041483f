package dev.patchbay.pump;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * One loop's part of a {@link TcpListener}.
 *
 * <p>It stops for a second after each accept that failed. Without that second a full table of file
 * descriptors would keep the loop busy, because the connection that could not be accepted is still
 * there.
 */
final class Accepting {
  static final int FAULT_PAUSE_MILLIS = 1000;

  /**
   * So many are accepted, and dialled for, before the sessions that are there have their turn: a
   * good half of a millisecond.
   */
  private static final int BATCH = 8;

  private final TcpListener listener;
  private final PumpLoop loop;
  private RawServer.Watch watch;
  private boolean afterFault;

  Accepting(TcpListener listener, PumpLoop loop) {
    this.listener = listener;
    this.loop = loop;
  }

  /** Begins. From any thread. */
  CompletableFuture<Void> start() {
    CompletableFuture<Void> started = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            watch = listener.server().watch(loop, this::accept);
            started.complete(null);
          } catch (IOException e) {
            started.completeExceptionally(e);
          }
        });
    return started;
  }

  /** Looks for what has come meanwhile. From any thread. */
  void resume() {
    loop.execute(this::accept);
  }

  /** Takes nothing any more. From any thread. */
  CompletableFuture<Void> end() {
    return CompletableFuture.runAsync(
        () -> {
          if (watch != null) {
            watch.end();
          }
        },
        loop);
  }

  private void accept() {
    try {
      for (int i = 0; i < BATCH; i++) {
        if (listener.rests() || afterFault) {
          return;
        }
        if (!mayTry()) {
          listener.first().resume();
          return;
        }
        RawSocket accepted = tried();
        if (accepted == null) {
          watch.awaitAcceptable();
          return;
        }
        handOver(accepted);
      }
      watch.awaitTurn();
    } catch (IOException e) {
      pauseAfter(e);
    }
  }

  /** Where there is hardly room the first loop accepts alone, and so never more than fit. */
  private boolean mayTry() {
    return isFirst() || listener.count().reserve(listener.loops().size());
  }

  /** The next connection, counted; null if there is none. */
  private RawSocket tried() throws IOException {
    RawSocket accepted = null;
    try {
      accepted = listener.server().accept();
      return accepted;
    } finally {
      if (accepted == null && !isFirst()) {
        listener.count().release();
      } else if (accepted != null && isFirst()) {
        listener.count().opened();
      }
    }
  }

  private boolean isFirst() {
    return listener.first() == this;
  }

  private void handOver(RawSocket accepted) {
    PumpLoop taker = Balance.taker(listener.loops(), loop);
    taker.oneMore();
    if (taker == loop) {
      listener.takeOver(taker, accepted);
    } else {
      taker.execute(() -> listener.takeOver(taker, accepted));
    }
  }

  private void pauseAfter(IOException fault) {
    afterFault = true;
    loop.schedule(FAULT_PAUSE_MILLIS, this::goOn);
    listener.fault(fault);
  }

  /** It may have been the watching that failed: then nobody would tell this loop of anything. */
  private void goOn() {
    afterFault = false;
    try {
      watch.awaitAcceptable();
      accept();
    } catch (IOException e) {
      pauseAfter(e);
    }
  }
}

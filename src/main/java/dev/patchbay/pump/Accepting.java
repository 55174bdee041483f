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

  /** So many are accepted before the sessions that are there have their turn. */
  private static final int BATCH = 32;

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
        if (isLeftToTheFirst()) {
          listener.first().resume();
          return;
        }
        RawSocket accepted = listener.server().accept();
        if (accepted == null) {
          watch.awaitAcceptable();
          return;
        }
        listener.count().opened();
        handOver(accepted);
      }
      watch.awaitTurn();
    } catch (IOException e) {
      pauseAfter(e);
    }
  }

  /** Several at once could take one more than there is room for. */
  private boolean isLeftToTheFirst() {
    return listener.first() != this && listener.count().isNearLimit(listener.loops().size());
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
    loop.schedule(
        FAULT_PAUSE_MILLIS,
        () -> {
          afterFault = false;
          accept();
        });
    listener.fault(fault);
  }
}

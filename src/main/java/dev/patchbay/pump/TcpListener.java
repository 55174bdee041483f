package dev.patchbay.pump;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A listening port. Each accepted connection is given to one loop, in turn, and reported there.
 *
 * <p>It stops accepting as long as it is told to, and for a second after each accept that failed.
 * Without that second a full table of file descriptors would keep the accepting loop busy, because
 * the connection that could not be accepted is still there.
 */
public final class TcpListener {
  static final int FAULT_PAUSE_MILLIS = 1000;
  private static final int BACKLOG = 4096;

  /** So many are accepted before the sessions that are there have their turn. */
  private static final int BATCH = 32;

  private final RawServer server;
  private final List<PumpLoop> loops;
  private final PumpLoop home;
  private final ConnectionCount count;
  private final Consumer<PumpSocket> onAccept;
  private final Consumer<Throwable> onFault;

  private volatile boolean paused;
  private volatile boolean closed;
  private boolean afterFault;
  private int turn;

  TcpListener(
      RawServer server,
      List<PumpLoop> loops,
      ConnectionCount count,
      Consumer<PumpSocket> onAccept,
      Consumer<Throwable> onFault) {
    this.server = server;
    this.loops = loops;
    this.home = loops.get(0);
    this.count = count;
    this.onAccept = onAccept;
    this.onFault = onFault;
  }

  /**
   * Listens at this address.
   *
   * @param count told of each connection first and last
   * @param onAccept called on the connection's own loop, before a byte of it is read
   * @param onFault called when a connection could not be accepted, mostly for want of file
   *     descriptors; accepting pauses for a second after each
   * @return fails with the cause if the address cannot be bound
   */
  public static CompletionStage<TcpListener> listen(
      PumpLoops loops,
      InetSocketAddress address,
      ConnectionCount count,
      Consumer<PumpSocket> onAccept,
      Consumer<Throwable> onFault) {
    try {
      RawServer server = loops.sockets().listen(address, BACKLOG);
      return new TcpListener(server, loops.all(), count, onAccept, onFault).start();
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  CompletionStage<TcpListener> start() {
    CompletableFuture<TcpListener> listening = new CompletableFuture<>();
    home.execute(
        () -> {
          try {
            server.watch(home, this::accept);
            listening.complete(this);
          } catch (IOException e) {
            server.close();
            listening.completeExceptionally(e);
          }
        });
    return listening;
  }

  private void accept() {
    for (int i = 0; i < BATCH; i++) {
      if (paused || afterFault || closed) {
        return;
      }
      RawSocket accepted;
      try {
        accepted = server.accept();
      } catch (IOException e) {
        pauseAfter(e);
        return;
      }
      if (accepted == null) {
        server.awaitAcceptable();
        return;
      }
      count.opened();
      handOver(accepted);
    }
    server.awaitTurn();
  }

  private void handOver(RawSocket accepted) {
    PumpLoop loop = loops.get(turn);
    turn = (turn + 1) % loops.size();
    if (loop == home) {
      takeOver(loop, accepted);
    } else {
      loop.execute(() -> takeOver(loop, accepted));
    }
  }

  private void takeOver(PumpLoop loop, RawSocket accepted) {
    RelayHalf half = new RelayHalf(loop, accepted, count::closed);
    try {
      half.watch();
      onAccept.accept(half);
    } catch (IOException | RuntimeException e) {
      half.close();
      onFault.accept(e);
    }
  }

  private void pauseAfter(IOException fault) {
    afterFault = true;
    home.schedule(
        FAULT_PAUSE_MILLIS,
        () -> {
          afterFault = false;
          accept();
        });
    onFault.accept(fault);
  }

  /** The address it listens at, with the port that the system chose if none was asked for. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** Leaves new connections in the backlog until {@link #resume}. From any thread. */
  public void pause() {
    paused = true;
  }

  /** Accepts again. From any thread. */
  public void resume() {
    paused = false;
    home.execute(this::accept);
  }

  /** Stops listening; accepted connections live on. From any thread. */
  public CompletionStage<Void> close() {
    closed = true;
    return CompletableFuture.runAsync(server::close, home);
  }
}

package dev.patchbay.pump;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A listening port. Every loop accepts where the system has a way to tell one of them of a
 * connection, else the first one does ({@link Accepting}); each connection is then given to the
 * loop that {@link Balance} says, and reported there.
 *
 * <p>It stops accepting as long as it is told to.
 */
public final class TcpListener {
  private static final int BACKLOG = 4096;

  private final RawServer server;
  private final List<PumpLoop> loops;
  private final ConnectionCount count;
  private final Consumer<PumpSocket> onAccept;
  private final Consumer<Throwable> onFault;

  /** In the order of the loops; the first one's accepts the last that the count has room for. */
  private final List<Accepting> accepting = new ArrayList<>();

  private volatile boolean paused;
  private volatile boolean closed;

  TcpListener(
      RawServer server,
      List<PumpLoop> loops,
      ConnectionCount count,
      Consumer<PumpSocket> onAccept,
      Consumer<Throwable> onFault) {
    this.server = server;
    this.loops = loops;
    this.count = count;
    this.onAccept = onAccept;
    this.onFault = onFault;
    for (PumpLoop loop : server.isShared() ? loops : loops.subList(0, 1)) {
      accepting.add(new Accepting(this, loop));
    }
  }

  /**
   * Listens at this address.
   *
   * @param count told of each connection first and last
   * @param onAccept called on the connection's own loop, before a byte of it is read
   * @param onFault called on a loop when a connection could not be accepted, mostly for want of
   *     file descriptors; that loop's accepting pauses for a second after each
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
      TcpListener listener = new TcpListener(server, loops.all(), count, onAccept, onFault);
      count.accepting(listener);
      return listener.start();
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  CompletionStage<TcpListener> start() {
    CompletableFuture<TcpListener> listening = new CompletableFuture<>();
    all(accepting.stream().map(Accepting::start).toList())
        .whenComplete(
            (started, fault) -> {
              if (fault == null) {
                listening.complete(this);
              } else {
                close().whenComplete((v, ignored) -> listening.completeExceptionally(fault));
              }
            });
    return listening;
  }

  private static CompletableFuture<Void> all(List<CompletableFuture<Void>> parts) {
    return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]));
  }

  RawServer server() {
    return server;
  }

  /** All that connections may be given to. */
  List<PumpLoop> loops() {
    return loops;
  }

  ConnectionCount count() {
    return count;
  }

  /** Whether nothing is to be accepted now. */
  boolean rests() {
    return paused || closed;
  }

  /** The one that may accept up to the limit: one alone, so that it is not exceeded. */
  Accepting first() {
    return accepting.get(0);
  }

  /** A connection begins its life on this loop, its own. */
  void takeOver(PumpLoop loop, RawSocket accepted) {
    RelayHalf half =
        new RelayHalf(
            loop,
            accepted,
            () -> {
              loop.oneLess();
              count.closed();
            });
    try {
      half.watch();
      onAccept.accept(half);
    } catch (IOException | RuntimeException e) {
      half.close();
      onFault.accept(e);
    }
  }

  void fault(IOException fault) {
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
    first().resume();
  }

  /** Stops listening; accepted connections live on. From any thread. */
  public CompletionStage<Void> close() {
    closed = true;
    // Its number must not be another's while a loop still watches it.
    return all(accepting.stream().map(Accepting::end).toList())
        .whenComplete((v, fault) -> server.close());
  }
}

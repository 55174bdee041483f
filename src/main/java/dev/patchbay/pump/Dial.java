package dev.patchbay.pump;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * One dial: one address of the host after the other, never two at a time, for a server counts a
 * connection that is dropped for another one as an error of its client. Each has its share of the
 * time that is left, the last one all of it. On its loop.
 */
final class Dial implements Cancellable {
  private static final Cancellable NOTHING = () -> {};

  private final PumpLoop loop;
  private final SocketSystem sockets;
  private final int port;
  private final Dialer.Listener listener;
  private final long timeoutMillis;
  private final long deadlineNanos;
  private final Queue<InetAddress> untried = new ArrayDeque<>();
  private final Cancellable timer;
  private Cancellable turn = NOTHING;
  private RelayHalf half;
  private Throwable fault;
  private boolean over;

  Dial(
      PumpLoop loop, SocketSystem sockets, int port, long timeoutMillis, Dialer.Listener listener) {
    this.loop = loop;
    this.sockets = sockets;
    this.port = port;
    this.timeoutMillis = timeoutMillis;
    this.listener = listener;
    this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    this.timer = loop.schedule(timeoutMillis, this::timedOut);
  }

  /**
   * The host's addresses are known: they are tried in this order.
   *
   * @param preferred is tried first if it is one of them
   */
  void to(List<InetAddress> addresses, Optional<InetAddress> preferred) {
    List<InetAddress> ordered = new ArrayList<>(addresses);
    preferred.filter(ordered::remove).ifPresent(first -> ordered.add(0, first));
    untried.addAll(ordered);
    tryNext();
  }

  /** There is no connection, and there is nothing more to try. */
  void fail(Throwable cause) {
    // Nobody is told before the dial has been handed out.
    loop.execute(
        () -> {
          if (!over) {
            cancel();
            listener.failed(cause);
          }
        });
  }

  private void tryNext() {
    if (over) {
      return;
    }
    InetAddress address = untried.poll();
    if (address == null) {
      fail(fault);
      return;
    }
    if (!untried.isEmpty()) {
      long share = Math.max(1, millisLeft() / (untried.size() + 1));
      turn = loop.schedule(share, () -> turnIsOver(share));
    }
    try {
      half = new RelayHalf(loop, sockets.connect(new InetSocketAddress(address, port)), () -> {});
      half.watch(this::connectEnded);
    } catch (IOException | RuntimeException e) {
      connectFailed(e);
    }
  }

  private void connectEnded(IOException cause) {
    if (cause != null) {
      connectFailed(cause);
    } else if (!over) {
      over = true;
      timer.cancel();
      turn.cancel();
      listener.connected(half);
    }
  }

  private void turnIsOver(long millis) {
    if (!over) {
      connectFailed(noConnectionWithin(millis));
    }
  }

  private void connectFailed(Throwable cause) {
    turn.cancel();
    closeHalf();
    // What the node said tells more than what we could not do, such as reach an IPv6 address.
    if (fault == null || (OwnFault.isOurs(fault) && !OwnFault.isOurs(cause))) {
      fault = cause;
    }
    loop.execute(this::tryNext);
  }

  private void timedOut() {
    if (!over) {
      cancel();
      listener.failed(noConnectionWithin(timeoutMillis));
    }
  }

  private static ConnectException noConnectionWithin(long millis) {
    return new ConnectException("no connection within " + millis + " ms");
  }

  private long millisLeft() {
    return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
  }

  private void closeHalf() {
    if (half != null) {
      half.close();
      half = null;
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      over = true;
      timer.cancel();
      turn.cancel();
      closeHalf();
    }
  }
}

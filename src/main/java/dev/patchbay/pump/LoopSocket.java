package dev.patchbay.pump;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;

/**
 * A connection on its loop: from the connect or the accept on, as long as it stands alone, and what
 * is the same of it once it is half of a relay.
 */
abstract class LoopSocket implements PumpSocket, RawSocket.Ready {
  private static final Early NOBODY = () -> {};

  final PumpLoop loop;

  /** Replaced once, where TLS begins within it. */
  RawSocket socket;

  /** There may be something to read. */
  boolean readable;

  boolean closed;

  private Runnable whenClosed;

  /** Until the connection is open: told with null that it is, or with why it will never be. */
  private Consumer<IOException> connecting;

  private Early early = NOBODY;

  /** While it stands alone, the end of its input is the end of it. */
  private boolean leavesWithInput;

  /** Who the client is, if somebody has said so. */
  private Ends named;

  /**
   * @param whenClosed run once, on the loop, when the connection is closed
   */
  LoopSocket(PumpLoop loop, RawSocket socket, Runnable whenClosed) {
    this.loop = loop;
    this.socket = socket;
    this.whenClosed = whenClosed;
  }

  /** Whether it is half of a relay now. */
  abstract boolean isJoined();

  /** As {@link RawSocket.Ready#ready}, of one that is half of a relay; {@link #readable} is set. */
  abstract void heardInRelay(boolean nowReadable, boolean nowWritable, boolean gone);

  /**
   * A fault of ours, such as no memory for what could not be sent, ends this session and no other.
   */
  abstract void endRelayAfterFault();

  /** Begins to hear of a connection that is open. */
  final void watch() throws IOException {
    socket.watch(loop, this);
  }

  /** Begins to hear of a connection that is not open yet. */
  final void watch(Consumer<IOException> onConnectEnded) throws IOException {
    connecting = onConnectEnded;
    socket.watch(loop, this);
  }

  @Override
  public final void ready(boolean nowReadable, boolean nowWritable, boolean gone) {
    try {
      if (!closed) {
        heard(nowReadable, nowWritable, gone);
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      endAfterFault();
    }
  }

  /** Ends the relay, or the connection that stands alone. */
  final void endAfterFault() {
    if (isJoined()) {
      endRelayAfterFault();
    } else {
      close();
      early.gone();
    }
  }

  private void heard(boolean nowReadable, boolean nowWritable, boolean gone) {
    readable |= nowReadable;
    if (connecting != null) {
      if (nowWritable) {
        finishConnect();
      }
    } else if (isJoined()) {
      heardInRelay(nowReadable, nowWritable, gone);
    } else {
      if (nowReadable) {
        early.readable();
      }
      if (!closed && (gone || leavesWithInput && socket.isEnded())) {
        close();
        early.gone();
      }
    }
  }

  private void finishConnect() {
    IOException fault = null;
    try {
      if (!socket.finishConnect()) {
        socket.awaitWritable();
        return;
      }
    } catch (IOException e) {
      fault = e;
    }
    Consumer<IOException> told = connecting;
    connecting = null;
    told.accept(fault);
  }

  /** Whoever has heard of it while it stood alone does not any more. */
  final void forgetEarly() {
    early = NOBODY;
  }

  final RawSocket socket() {
    return socket;
  }

  @Override
  public final PumpLoop loop() {
    return loop;
  }

  @Override
  public final void readFirst(Early listener) {
    early = listener;
    if (readable) {
      listener.readable();
    } else {
      socket.awaitReadable();
    }
  }

  @Override
  public final int read(byte[] into, int most) {
    ByteBuffer buffer = loop.emptyBuffer();
    buffer.limit(Math.min(most, buffer.limit()));
    int got;
    try {
      got = socket.read(buffer);
    } catch (IOException e) {
      return -1;
    }
    if (got > 0) {
      buffer.flip().get(into, 0, got);
    }
    readable = !socket.isDrained();
    if (!readable) {
      socket.awaitReadable();
    }
    return got;
  }

  @Override
  public final void secure(SSLEngine engine, Securing securing) {
    TlsSocket tls = new TlsSocket(engine, socket, loop);
    socket = tls;
    forgetEarly();
    tls.begin(
        this,
        new Securing() {
          @Override
          public void secured() {
            try {
              securing.secured();
            } catch (RuntimeException | OutOfMemoryError e) {
              endAfterFault();
            }
          }

          @Override
          public void failed(IOException cause) {
            securing.failed(cause);
          }
        });
  }

  @Override
  public final void name(Ends ends) {
    named = ends;
  }

  @Override
  public final Optional<InetSocketAddress> peer() {
    return named != null ? Optional.of(named.client()) : systemsPeer();
  }

  private Optional<InetSocketAddress> systemsPeer() {
    return socket.peer().map(LoopSocket::unmapped);
  }

  @Override
  public final Optional<Ends> ends() {
    if (named != null) {
      return Optional.of(named);
    }
    return systemsPeer()
        .flatMap(from -> socket.local().map(LoopSocket::unmapped).map(to -> new Ends(from, to)));
  }

  private static InetSocketAddress unmapped(InetSocketAddress peer) {
    try {
      // Makes an IPv4 address of one that is mapped into IPv6.
      return new InetSocketAddress(
          InetAddress.getByAddress(peer.getAddress().getAddress()), peer.getPort());
    } catch (UnknownHostException e) {
      return peer;
    }
  }

  @Override
  public final void whenClosed(Runnable task) {
    if (closed) {
      task.run();
      return;
    }
    Runnable before = whenClosed;
    whenClosed =
        () -> {
          before.run();
          task.run();
        };
  }

  @Override
  public final void onGone(Runnable listener) {
    early = listener::run;
    leavesWithInput = false;
  }

  @Override
  public final void onLeft(Runnable listener) {
    early = listener::run;
    leavesWithInput = true;
  }

  @Override
  public final boolean hasLeft() {
    return socket.isEnded();
  }

  @Override
  public final void closeSaying(byte[] words, long millis) {
    if (!closed) {
      new Farewell(this).say(words, millis);
    }
  }

  /**
   * Sends this as the last thing, and the end behind it.
   *
   * @return false if not all of it can be sent now
   */
  final boolean sendLast(byte[] bytes) {
    if (!say(bytes)) {
      return false;
    }
    socket.shutdownOutput();
    return true;
  }

  @Override
  public final boolean say(byte[] bytes) {
    if (closed) {
      return false;
    }
    ByteBuffer buffer = loop.emptyBuffer().put(bytes).flip();
    try {
      socket.write(buffer);
    } catch (IOException e) {
      return false;
    }
    return !buffer.hasRemaining();
  }

  /**
   * Reads what is there, and throws it away.
   *
   * @return how many bytes, 0 if there is nothing now, -1 at the end or if the connection is lost
   */
  final int discard() {
    int got;
    try {
      got = socket.read(loop.emptyBuffer());
    } catch (IOException e) {
      return -1;
    }
    readable = !socket.isDrained();
    if (!readable && got >= 0) {
      socket.awaitReadable();
    }
    return got;
  }

  @Override
  public final void close() {
    close(false);
  }

  @Override
  public final void abort() {
    close(true);
  }

  /**
   * Without effect the second time.
   *
   * @param reset as {@link RawSocket#close}
   */
  void close(boolean reset) {
    if (!closed) {
      closed = true;
      socket.close(reset);
      whenClosed.run();
    }
  }
}

package dev.patchbay.pump;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.util.Optional;

/**
 * A socket watched by epoll, edge-triggered: it is entered once with all that may happen to it, and
 * touched again only to pass the turn on. So a pause in reading costs no system call, and a peer
 * that has gone while nothing can be read from it does not wake the loop over and over.
 *
 * <p>One wait for events brings many, each for a number. If a descriptor were closed while they are
 * dealt with, a connection that is accepted or dialled meanwhile could get its number, and then the
 * event that was meant for it: an innocent session would be taken for reset, or a dial for
 * connected. So the descriptor itself is closed when they all have been dealt with.
 */
final class EpollSocket implements RawSocket, EpollIoHandle {
  /** EPOLLPRI, which Netty has no name for: there is urgent data. */
  private static final int PRI = 0x2;

  static final EpollIoOps EVERYTHING =
      EpollIoOps.EPOLLIN
          .with(EpollIoOps.EPOLLOUT)
          .with(EpollIoOps.EPOLLRDHUP)
          .with(EpollIoOps.EPOLLET)
          .with(EpollIoOps.valueOf(PRI));

  /** EPOLLHUP, which Netty has no name for: both directions have ended. */
  private static final int HUP = 0x10;

  private static final int GONE = HUP | EpollIoOps.EPOLLERR.value();
  private static final int READABLE =
      EpollIoOps.EPOLLIN.value() | EpollIoOps.EPOLLRDHUP.value() | PRI | GONE;
  private static final int WRITABLE = EpollIoOps.EPOLLOUT.value() | GONE;
  private static final int LAST = EpollIoOps.EPOLLRDHUP.value() | GONE;

  private final Socket socket;
  private PumpLoop loop;
  private IoRegistration registration;
  private Ready ready;

  /**
   * A read that brings less than was asked for may have left something behind: the end has been
   * announced, which no edge will announce again, or there was urgent data, at whose mark a read
   * stops.
   */
  private boolean readToNothing;

  private boolean closed;

  private boolean drained;

  /** The peer has ended its direction; no edge says so twice. */
  private boolean ended;

  private boolean settled;

  /** One that is still being connected is not writable, and one that failed is gone (tcp_poll). */
  private boolean connected;

  /** One that has all its settings. */
  EpollSocket(Socket socket) {
    this(socket, true);
  }

  private EpollSocket(Socket socket, boolean settled) {
    this.socket = socket;
    this.settled = settled;
  }

  /** One that has those settings only which count from the first byte on. */
  static EpollSocket dialled(Socket socket) {
    return new EpollSocket(socket, false);
  }

  @Override
  public void settle() {
    if (settled || closed) {
      return;
    }
    settled = true;
    try {
      SocketSettings.applyLater(socket);
    } catch (IOException e) {
      // The peer was faster: there is no connection left.
    }
  }

  @Override
  public void limitUnsent() {
    try {
      SocketSettings.limitUnsent(socket);
    } catch (IOException e) {
      // The peer was faster: there is no connection left.
    }
  }

  @Override
  public void watch(PumpLoop newLoop, Ready newReady) throws IOException {
    loop = newLoop;
    ready = newReady;
    registration = Registrations.enter(loop, this, EVERYTHING);
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    int what = ((EpollIoEvent) event).ops().value();
    readToNothing |= (what & (LAST | PRI)) != 0;
    ended |= (what & LAST) != 0;
    connected |= (what & WRITABLE) == EpollIoOps.EPOLLOUT.value();
    if (!closed) {
      ready.ready((what & READABLE) != 0, (what & WRITABLE) != 0, (what & GONE) != 0);
    }
  }

  @Override
  public void tell(Ready next) {
    ready = next;
  }

  @Override
  public boolean finishConnect() throws IOException {
    return connected || socket.finishConnect();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int asked = into.remaining();
    int got = socket.recvAddress(addressOf(into), into.position(), into.limit());
    // Less than was asked for means that there was no more (epoll(7), question 9).
    drained = got < asked && !(readToNothing && got > 0);
    if (got > 0) {
      into.position(into.position() + got);
    }
    return got;
  }

  private long addressOf(ByteBuffer buffer) {
    return loop == null ? Buffer.memoryAddress(buffer) : loop.addressOf(buffer);
  }

  @Override
  public boolean isDrained() {
    return drained;
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    int sent = socket.sendAddress(addressOf(from), from.position(), from.limit());
    from.position(from.position() + Math.max(0, sent));
  }

  @Override
  public void awaitReadable() {
    // The edge comes unasked.
  }

  @Override
  public void awaitTurn() {
    // Entering it anew brings the edge again, behind those of the others.
    registration.submit(EVERYTHING);
  }

  @Override
  public void awaitWritable() {
    // The edge comes unasked.
  }

  @Override
  public Optional<TcpInfo> info(ByteBuffer buffer) {
    try {
      socket.getRawOpt(SocketSettings.IPPROTO_TCP, TcpInfo.OPTION, TcpInfo.zeroed(buffer));
    } catch (IOException e) {
      // The peer was faster: there is no connection left.
      return Optional.empty();
    }
    return TcpInfo.read(buffer);
  }

  @Override
  public Optional<InetSocketAddress> peer() {
    return closed ? Optional.empty() : Optional.ofNullable(socket.remoteAddress());
  }

  @Override
  public Optional<InetSocketAddress> local() {
    return closed ? Optional.empty() : Optional.ofNullable(socket.localAddress());
  }

  @Override
  public void shutdownOutput() {
    try {
      socket.shutdown(false, true);
    } catch (IOException | NotYetConnectedException e) {
      // The peer was faster: there is no connection left. Netty calls that "not yet connected".
    }
  }

  @Override
  public void close(boolean reset) {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (reset) {
        socket.setSoLinger(0);
      }
    } catch (IOException e) {
      // The peer was faster: there is no connection left to reset.
    }
    if (registration == null) {
      closeNow();
    } else {
      loop.afterEvents(this::closeNow);
    }
  }

  private void closeNow() {
    try {
      socket.close();
    } catch (IOException e) {
      // Whatever the system says, the descriptor is gone.
    }
    // Closing has taken it out of epoll already; what is left is Netty's own list.
    if (registration != null) {
      registration.cancel();
    }
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  /** By the loop itself, at its own end. */
  @Override
  public void close() {
    closed = true;
    closeNow();
  }
}

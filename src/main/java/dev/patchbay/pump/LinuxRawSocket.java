package dev.patchbay.pump;

import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.util.Optional;

/**
 * One of Linux's sockets, told each change once: by an edge of epoll, or by a poll of io_uring that
 * goes on. Both name what happens by the same bits (poll(2)). So a pause in reading costs no system
 * call, and a peer that has gone while nothing can be read from it does not wake the loop over and
 * over.
 */
abstract class LinuxRawSocket implements RawSocket {
  static final int IN = 0x1;

  /** There is urgent data. */
  static final int PRI = 0x2;

  static final int OUT = 0x4;
  private static final int ERR = 0x8;

  /** Both directions have ended. */
  private static final int HUP = 0x10;

  static final int RDHUP = 0x2000;

  static final int GONE = HUP | ERR;
  private static final int READABLE = IN | RDHUP | PRI | GONE;
  static final int WRITABLE = OUT | GONE;
  private static final int LAST = RDHUP | GONE;

  final Socket socket;

  /** Null until it is watched. */
  PumpLoop loop;

  boolean closed;

  private Ready ready;

  /**
   * A read that brings less than was asked for may have left something behind: the end has been
   * announced, which nothing will announce again, or there was urgent data, at whose mark a read
   * stops.
   */
  private boolean readToNothing;

  private boolean drained;

  /** The peer has ended its direction; that is not told twice. */
  private boolean ended;

  private boolean settled;

  /**
   * Who has connected, as {@link NativeInetAddress} writes it; null where we did. The system does
   * not know it any more once the peer is gone, but a session may still be there, and is
   * somebody's.
   */
  private byte[] from;

  /** One that is still being connected is not writable, and one that failed is gone (tcp_poll). */
  private boolean connected;

  /**
   * @param settled whether it has all its settings, or those only which count from the first byte
   *     on
   */
  LinuxRawSocket(Socket socket, boolean settled) {
    this.socket = socket;
    this.settled = settled;
  }

  /** It is a connection that this peer has made. */
  final void from(byte[] peer) {
    from = peer;
  }

  /** Notes what has happened, of these bits. */
  final void note(int what) {
    readToNothing |= (what & (LAST | PRI)) != 0;
    ended |= (what & LAST) != 0;
    connected |= (what & WRITABLE) == OUT;
  }

  /** Tells it to whoever wants to know. */
  final void tell(int what) {
    if (!closed) {
      ready.ready((what & READABLE) != 0, (what & WRITABLE) != 0, (what & GONE) != 0);
    }
  }

  @Override
  public final void tell(Ready next) {
    ready = next;
  }

  @Override
  public final void settle() {
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
  public final void limitUnsent() {
    try {
      SocketSettings.limitUnsent(socket);
    } catch (IOException e) {
      // The peer was faster: there is no connection left.
    }
  }

  @Override
  public final boolean finishConnect() throws IOException {
    return connected || socket.finishConnect();
  }

  @Override
  public final int read(ByteBuffer into) throws IOException {
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
  public final boolean isDrained() {
    return drained;
  }

  @Override
  public final boolean isEnded() {
    return ended;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    int sent = socket.sendAddress(addressOf(from), from.position(), from.limit());
    from.position(from.position() + Math.max(0, sent));
  }

  @Override
  public final void awaitReadable() {
    // It is told unasked.
  }

  @Override
  public final void awaitWritable() {
    // It is told unasked.
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
  public final Optional<InetSocketAddress> peer() {
    if (closed) {
      return Optional.empty();
    }
    return from != null
        ? Optional.of(NativeInetAddress.address(from, 0, from.length))
        : Optional.ofNullable(socket.remoteAddress());
  }

  @Override
  public final Optional<InetSocketAddress> local() {
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

  /** Closes the descriptor itself. */
  final void closeDescriptor(boolean reset) {
    try {
      if (reset) {
        socket.setSoLinger(0);
      }
    } catch (IOException e) {
      // The peer was faster: there is no connection left to reset.
    }
    try {
      socket.close();
    } catch (IOException e) {
      // Whatever the system says, the descriptor is gone.
    }
  }
}

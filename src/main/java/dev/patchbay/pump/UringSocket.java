package dev.patchbay.pump;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.util.Optional;

/**
 * A socket watched by io_uring, as {@link EpollSocket} is by epoll: each change is told once. What
 * is small is sent through the ring, with all else that a turn of the loop has to send, in one
 * system call; that is where its gain lies (docs/performance.md). It is read by system calls.
 *
 * <p>One send at a time is on its way. What the system does not take then stays in its slot until
 * there is room. The ring holds on to a descriptor that it watches, so the end of a connection is
 * not sent before the watch is cancelled.
 */
final class UringSocket implements RawSocket, IoUringIoHandle {
  private static final int IN = 0x1;
  private static final int PRI = 0x2;
  private static final int OUT = 0x4;
  private static final int ERR = 0x8;
  private static final int HUP = 0x10;
  private static final int RDHUP = 0x2000;
  private static final int EVERYTHING = IN | PRI | OUT | RDHUP;

  private static final int GONE = HUP | ERR;
  private static final int READABLE = IN | RDHUP | PRI | GONE;
  private static final int WRITABLE = OUT | GONE;
  private static final int LAST = RDHUP | GONE;

  /** EAGAIN. */
  private static final int AGAIN = -11;

  /** ECANCELED. */
  private static final int CANCELED = -125;

  private final Socket socket;
  private PumpLoop loop;
  private IoRegistration registration;
  private long watch;
  private boolean watched;
  private Ready ready;
  private boolean readToNothing;
  private boolean closed;
  private boolean reset;
  private boolean drained;
  private boolean ended;
  private boolean settled;
  private boolean connected;

  /** What is on its way: where, from which byte on, and up to which. */
  private int slot = SendSlots.NONE;

  private int from;
  private int to;

  /** The ring has it; else there was no room, and it waits for that. */
  private boolean sending;

  private boolean shutWhenSent;

  /** Its turn will be told: that there is something to read is none the sooner told for that. */
  private boolean turnAwaited;

  /** A socket is told once in a round, so that one with much to move does not go before others. */
  private long lastRound = -1;

  /** What has happened since, to be told behind all others. */
  private int later;

  /** Why nothing more can be written. */
  private IOException failed;

  UringSocket(Socket socket, boolean settled) {
    this.socket = socket;
    this.settled = settled;
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
    var entering = loop.eventLoop().register(this);
    if (!entering.isSuccess()) {
      throw new IOException("cannot be watched by the event loop", entering.cause());
    }
    registration = entering.getNow();
    watchOn();
  }

  private void watchOn() {
    watched = true;
    watch = registration.submit(UringOps.poll(socket.intValue(), EVERYTHING));
  }

  @Override
  public void handle(IoRegistration by, IoEvent event) {
    IoUringIoEvent told = (IoUringIoEvent) event;
    switch (told.opcode()) {
      case UringOps.POLL_ADD -> polled(told.res(), (told.flags() & UringOps.MORE) != 0);
      case UringOps.SEND -> sent(told.res());
      case UringOps.NOP -> {
        turnAwaited = false;
        lastRound = loop.round();
        tell(true, false, false);
      }
      default -> {}
    }
    if (closed && !watched && !sending && !lingers()) {
      closeNow();
    }
  }

  /** Whether it is closed and something is still to be sent before the end. */
  private boolean lingers() {
    return closed && !reset && slot != SendSlots.NONE;
  }

  private void polled(int what, boolean more) {
    watched = more;
    if (lingers()) {
      lingerOn(what, more);
      return;
    }
    if (closed) {
      return;
    }
    if (what < 0) {
      tell(true, true, true);
      return;
    }
    if (!more) {
      watchOn();
    }
    int now = turnAwaited ? what & ~IN : what;
    if (now == 0) {
      return;
    }
    if (lastRound == loop.round()) {
      if (later == 0) {
        loop.afterEvents(this::hearLater);
      }
      later |= now;
      return;
    }
    hear(now);
  }

  private void hearLater() {
    int what = later;
    later = 0;
    if (!closed) {
      hear(what);
    }
  }

  private void hear(int what) {
    lastRound = loop.round();
    readToNothing |= (what & (LAST | PRI)) != 0;
    ended |= (what & LAST) != 0;
    connected |= (what & WRITABLE) == OUT;
    boolean writable = (what & WRITABLE) != 0;
    if (writable && slot != SendSlots.NONE && !sending) {
      sendOn();
      writable = false;
    }
    tell((what & READABLE) != 0, writable, (what & GONE) != 0);
  }

  /** What is left may be sent now, or never. */
  private void lingerOn(int what, boolean more) {
    if (what < 0 || (what & GONE) != 0) {
      giveUp();
      return;
    }
    if (!more) {
      watchOn();
    }
    if ((what & OUT) != 0 && !sending) {
      sendOn();
    }
  }

  /** The peer has had its time. */
  private void giveUp() {
    if (lingers()) {
      reset = true;
      endWatch();
    }
  }

  private void endWatch() {
    if (watched) {
      registration.submit(UringOps.cancel(watch));
    }
  }

  private void tell(boolean readable, boolean writable, boolean gone) {
    if (!closed) {
      ready.ready(readable, writable, gone);
    }
  }

  private void sendOn() {
    sending = true;
    registration.submit(
        UringOps.send(socket.intValue(), loop.sendSlots().address(slot) + from, to - from));
  }

  private void sent(int result) {
    sending = false;
    boolean wanted = !closed || !reset;
    if (wanted && result >= 0 && from + result < to) {
      from += result;
      sendOn();
      return;
    }
    if (wanted && result == AGAIN) {
      return; // the next edge says that there is room
    }
    loop.sendSlots().giveBack(slot);
    slot = SendSlots.NONE;
    if (closed) {
      endWatch();
      return;
    }
    if (result < 0) {
      failed = new IOException("cannot be sent: error " + -result);
    } else if (shutWhenSent) {
      shutdownOutput();
    }
    tell(false, true, false);
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
  public void write(ByteBuffer bytes) throws IOException {
    if (failed != null) {
      throw failed;
    }
    if (slot != SendSlots.NONE) {
      return; // told when it is sent
    }
    int length = bytes.remaining();
    if (registration != null && length <= SendSlots.SLOT && length > 0) {
      slot = loop.sendSlots().take(bytes);
      if (slot != SendSlots.NONE) {
        from = 0;
        to = length;
        sendOn();
        return;
      }
    }
    int sent = socket.sendAddress(addressOf(bytes), bytes.position(), bytes.limit());
    bytes.position(bytes.position() + Math.max(0, sent));
  }

  @Override
  public void awaitReadable() {
    // It is told unasked.
  }

  @Override
  public void awaitTurn() {
    if (turnAwaited) {
      return;
    }
    turnAwaited = true;
    loop.afterEvents(
        () -> {
          if (!closed) {
            registration.submit(UringOps.nothing());
          }
        });
  }

  @Override
  public void awaitWritable() {
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
    int waiting = slot == SendSlots.NONE ? 0 : to - from;
    return TcpInfo.read(buffer).map(info -> waiting == 0 ? info : info.withUnsent(waiting));
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
    if (slot != SendSlots.NONE) {
      shutWhenSent = true;
      return;
    }
    try {
      socket.shutdown(false, true);
    } catch (IOException | NotYetConnectedException e) {
      // The peer was faster: there is no connection left. Netty calls that "not yet connected".
    }
  }

  @Override
  public void close(boolean withReset) {
    if (closed) {
      return;
    }
    closed = true;
    reset = withReset;
    if (registration == null) {
      closeNow();
    } else if (lingers()) {
      loop.schedule(HalfClosed.PATIENCE.toMillis(), this::giveUp);
    } else if (watched) {
      endWatch();
    } else if (!sending) {
      loop.afterEvents(this::closeNow);
    }
  }

  private void closeNow() {
    if (slot != SendSlots.NONE) {
      loop.sendSlots().giveBack(slot);
      slot = SendSlots.NONE;
    }
    try {
      if (reset) {
        socket.setSoLinger(0);
      }
      socket.close();
    } catch (IOException e) {
      // Whatever the system says, the descriptor is gone.
    }
    if (registration != null) {
      registration.cancel();
    }
  }

  /** By the loop itself, at its own end. */
  @Override
  public void close() {
    close(false);
  }
}

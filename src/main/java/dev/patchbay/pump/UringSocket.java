package dev.patchbay.pump;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A socket watched by io_uring. What is small is sent through the ring, with all else that a round
 * of the loop has to send, in one system call: that is where the gain lies (docs/performance.md).
 * It is read by system calls.
 *
 * <p>One send at a time is on its way. What the system does not take then stays in its slot until
 * there is room; once the connection is closed it is dropped, as what waits elsewhere is.
 *
 * <p>Netty's loop goes on with what comes until nothing does, for some time, before it runs a task.
 * So that a socket with much to move does not go before others, it is told once in a round.
 *
 * <p>The ring holds on to a descriptor that it watches, so a descriptor is closed only when the
 * watch is over, and with it a connection ends; but a reset is sent at once.
 */
final class UringSocket extends LinuxRawSocket implements IoUringIoHandle {
  private static final int EVERYTHING = IN | PRI | OUT | RDHUP;

  /** EAGAIN. */
  private static final int AGAIN = -11;

  private static final long NEVER = -1;

  private IoRegistration registration;

  /** The number of the poll that goes on while it is {@link #watched}. */
  private long watch;

  private boolean watched;

  /** What is on its way: where, from which byte on, and up to which. */
  private int slot = SendSlots.NONE;

  private int from;
  private int to;

  /** The ring has it; else there was no room, and it waits for that. */
  private boolean sending;

  private boolean shutWhenSent;

  /** Its turn will be told: that there is something to read is none the sooner told for that. */
  private boolean turnAwaited;

  private long lastRound = NEVER;

  /** What has happened since it was told in this round, to be told behind all others. */
  private int later;

  /** Why nothing more can be written. */
  private IOException failed;

  /** Once closed: whether the peer must not act on what it has not read. */
  private boolean reset;

  /** As {@link LinuxRawSocket} has it. */
  UringSocket(Socket socket, boolean settled) {
    super(socket, settled);
  }

  @Override
  public void watch(PumpLoop newLoop, Ready newReady) throws IOException {
    loop = newLoop;
    tell(newReady);
    registration = Registrations.enter(loop, this);
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
      case UringOps.POLL_ADD -> polled(told.res(), UringOps.goesOn(told));
      case UringOps.SEND -> sent(told.res());
      case UringOps.NOP -> {
        turnAwaited = false;
        hear(IN);
      }
      default -> {} // that a poll was cancelled is told by the poll as well
    }
    if (closed && !watched && !sending) {
      closeNow();
    }
  }

  private void polled(int result, boolean more) {
    watched = more;
    if (closed) {
      return;
    }
    int what = result < 0 ? GONE : result;
    hearInTurn(turnAwaited ? what & ~IN : what);
    if (!watched && !closed && result >= 0) {
      watchOn();
    }
  }

  private void hearInTurn(int what) {
    if (what == 0) {
      return;
    }
    if (lastRound != loop.round()) {
      hear(what);
      return;
    }
    if (later == 0) {
      loop.afterEvents(this::hearLater);
    }
    later |= what;
  }

  private void hearLater() {
    int what = later;
    later = 0;
    hear(what);
  }

  private void hear(int what) {
    if (closed) {
      return;
    }
    lastRound = loop.round();
    note(what);
    if ((what & WRITABLE) != 0 && waitsForRoom()) {
      sendOn();
      tell(what & ~OUT);
    } else {
      tell(what);
    }
  }

  private boolean waitsForRoom() {
    return slot != SendSlots.NONE && !sending;
  }

  private void endWatch() {
    if (watched) {
      registration.submit(UringOps.cancel(watch));
    }
  }

  private void sendOn() {
    sending = true;
    registration.submit(
        UringOps.send(socket.intValue(), loop.sendSlots().address(slot) + from, to - from));
  }

  private void sent(int result) {
    sending = false;
    if (result > 0 && from + result < to && !reset) {
      from += result;
      sendOn();
      return;
    }
    if (result == AGAIN && !closed) {
      return; // it is told when there is room
    }
    emptySlot();
    if (closed) {
      return;
    }
    if (result < 0) {
      failed = new IOException("cannot be sent: error " + -result);
    } else if (shutWhenSent) {
      shutdownOutput();
    }
    tell(OUT);
  }

  private void emptySlot() {
    loop.sendSlots().giveBack(slot);
    slot = SendSlots.NONE;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    if (failed != null) {
      throw failed;
    }
    if (slot != SendSlots.NONE) {
      // What finds no room is written again when all of that is sent, in one piece: the last words
      // to a client are said as a whole or not at all.
      if (bytes.remaining() <= SendSlots.SLOT - to) {
        to += loop.sendSlots().put(slot, to, bytes);
      }
      return;
    }
    int length = bytes.remaining();
    if (registration != null && length > 0 && length <= SendSlots.SLOT) {
      slot = loop.sendSlots().take();
    }
    if (slot == SendSlots.NONE) {
      super.write(bytes);
    } else {
      from = 0;
      to = loop.sendSlots().put(slot, 0, bytes);
      sendOn();
    }
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
  public boolean isSending() {
    return slot != SendSlots.NONE;
  }

  @Override
  public Optional<TcpInfo> info(ByteBuffer buffer) {
    int waiting = slot == SendSlots.NONE ? 0 : to - from;
    return super.info(buffer).map(info -> waiting == 0 ? info : info.withUnsent(waiting));
  }

  @Override
  public void shutdownOutput() {
    if (slot == SendSlots.NONE) {
      super.shutdownOutput();
    } else {
      shutWhenSent = true;
    }
  }

  @Override
  public void close(boolean withReset) {
    if (closed) {
      return;
    }
    closed = true;
    reset = withReset;
    if (reset && registration != null) {
      resetNow();
    }
    if (watched) {
      endWatch();
    } else if (registration == null) {
      closeNow();
    } else if (!sending) {
      loop.afterEvents(this::closeNow);
    }
  }

  /**
   * A cut is over, and another node may be written to, when this one has been told: that must not
   * wait for the watch. Nothing that is on its way to the kernel passes any more either.
   */
  private void resetNow() {
    try {
      socket.disconnect();
    } catch (IOException e) {
      // The peer was faster: there is no connection left to reset.
    }
  }

  private void closeNow() {
    if (!socket.isOpen()) {
      return; // its number may be another's by now
    }
    if (slot != SendSlots.NONE) {
      emptySlot();
    }
    closeDescriptor(reset);
    if (registration != null) {
      registration.cancel();
    }
  }

  /** By the loop itself, at its own end, which waits for nobody. */
  @Override
  public void close() {
    closed = true;
    closeNow();
  }
}

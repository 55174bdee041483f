package dev.patchbay.pump;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/**
 * A socket watched by epoll, edge-triggered: it is entered once with all that may happen to it, and
 * touched again only to pass the turn on.
 *
 * <p>One wait for events brings many, each for a number. If a descriptor were closed while they are
 * dealt with, a connection that is accepted or dialled meanwhile could get its number, and then the
 * event that was meant for it: an innocent session would be taken for reset, or a dial for
 * connected. So the descriptor itself is closed when they all have been dealt with.
 */
final class EpollSocket extends LinuxRawSocket implements EpollIoHandle {
  static final EpollIoOps EVERYTHING =
      EpollIoOps.EPOLLET.with(EpollIoOps.valueOf(IN | OUT | RDHUP | PRI));

  private IoRegistration registration;

  /** As {@link LinuxRawSocket} has it. */
  EpollSocket(Socket socket, boolean settled) {
    super(socket, settled);
  }

  @Override
  public void watch(PumpLoop newLoop, Ready newReady) throws IOException {
    loop = newLoop;
    tell(newReady);
    registration = Registrations.enter(loop, this, EVERYTHING);
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    int what = ((EpollIoEvent) event).ops().value();
    note(what);
    tell(what);
  }

  @Override
  public void awaitTurn() {
    // Entering it anew brings the edge again, behind those of the others.
    registration.submit(EVERYTHING);
  }

  @Override
  public void close(boolean reset) {
    if (closed) {
      return;
    }
    closed = true;
    if (registration == null) {
      closeNow(reset);
    } else {
      loop.afterEvents(() -> closeNow(reset));
    }
  }

  private void closeNow(boolean reset) {
    closeDescriptor(reset);
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
    closeNow(false);
  }
}

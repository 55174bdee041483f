package dev.patchbay.pump;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/**
 * A listening socket watched by epoll, edge-triggered. Linux tells one that waits for events, and
 * others only if that one is busy (EPOLLEXCLUSIVE, since Linux 4.5): a connection costs one
 * wake-up, and is taken by a loop that has nothing else to do.
 */
final class EpollServer extends LinuxServer {
  private static final EpollIoOps ONE_OF_US =
      EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET).with(EpollIoOps.valueOf(EXCLUSIVE));

  EpollServer(Socket socket) {
    super(socket, accepted -> new EpollSocket(accepted, true));
  }

  @Override
  public Watch watch(PumpLoop loop, Runnable acceptable) throws IOException {
    Entry watch = new Entry(loop, acceptable);
    watch.enter();
    return watch;
  }

  private final class Entry implements Watch, EpollIoHandle {
    private final PumpLoop loop;
    private final Runnable acceptable;

    /** Null where it could not be entered. */
    private IoRegistration registration;

    private boolean ended;

    Entry(PumpLoop loop, Runnable acceptable) {
      this.loop = loop;
      this.acceptable = acceptable;
    }

    void enter() throws IOException {
      registration = Registrations.enter(loop, this, ONE_OF_US);
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
      acceptable.run();
    }

    @Override
    public void awaitAcceptable() throws IOException {
      // The edge comes unasked.
      if (registration == null && !ended) {
        enter();
      }
    }

    /**
     * Entering it anew brings the edge again, behind those of the others. What is entered as
     * exclusive cannot be modified (epoll_ctl(2)), so it is taken out first.
     */
    @Override
    public void awaitTurn() throws IOException {
      leave();
      awaitAcceptable();
    }

    /** Its number may be another's soon, which must not be entered in its place. */
    @Override
    public void end() {
      ended = true;
      leave();
    }

    private void leave() {
      IoRegistration entered = registration;
      registration = null;
      if (entered != null) {
        entered.cancel();
      }
    }

    @Override
    public FileDescriptor fd() {
      return socket;
    }

    /** By the loop itself, at its own end. */
    @Override
    public void close() {
      EpollServer.this.close();
    }
  }
}

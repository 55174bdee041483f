package dev.patchbay.pump;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A listening socket watched by epoll, edge-triggered, by several loops at once. Linux tells one
 * that waits for events, and others only if that one is busy (EPOLLEXCLUSIVE, since Linux 4.5): a
 * connection costs one wake-up, and is taken by a loop that has nothing else to do.
 */
final class EpollServer implements RawServer {
  /** EPOLLEXCLUSIVE, which Netty has no name for. */
  private static final int EXCLUSIVE = 1 << 28;

  private static final EpollIoOps ONE_OF_US =
      EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET).with(EpollIoOps.valueOf(EXCLUSIVE));

  /** Room for Netty to put a peer's address, which nobody asks for. */
  private final byte[] peer = new byte[26];

  private final Socket socket;
  private final InetSocketAddress address;

  EpollServer(Socket socket) {
    this.socket = socket;
    this.address = socket.localAddress();
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public Watch watch(PumpLoop loop, Runnable acceptable) throws IOException {
    Entry watch = new Entry(loop, acceptable);
    watch.enter();
    return watch;
  }

  @Override
  public RawSocket accept() throws IOException {
    int accepted = socket.accept(peer);
    return accepted < 0 ? null : new EpollSocket(new Socket(accepted));
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    if (!socket.isOpen()) {
      return;
    }
    try {
      socket.close();
    } catch (IOException e) {
      // Whatever the system says, the descriptor is gone.
    }
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

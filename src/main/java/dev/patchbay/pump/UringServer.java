package dev.patchbay.pump;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A listening socket watched by the rings of several loops. */
final class UringServer implements RawServer {
  private static final int IN = 0x1;
  private static final int EXCLUSIVE = 1 << 28;

  private final byte[] peer = new byte[26];
  private final Socket socket;
  private final InetSocketAddress address;
  private volatile boolean closed;

  UringServer(Socket socket) {
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
    return accepted < 0 ? null : new UringSocket(new Socket(accepted));
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
    closed = true;
    try {
      // The rings hold on to it: closing alone would let it listen on.
      socket.shutdown();
      socket.close();
    } catch (IOException e) {
      // Whatever the system says, the descriptor is gone.
    }
  }

  private final class Entry implements Watch, IoUringIoHandle {
    private final PumpLoop loop;
    private final Runnable acceptable;
    private IoRegistration registration;
    private long watch;
    private boolean ended;

    Entry(PumpLoop loop, Runnable acceptable) {
      this.loop = loop;
      this.acceptable = acceptable;
    }

    void enter() throws IOException {
      registration = Registrations.enter(loop, this);
      watch = registration.submit(UringOps.poll(socket.intValue(), IN | EXCLUSIVE));
    }

    @Override
    public void handle(IoRegistration by, IoEvent event) {
      IoUringIoEvent told = (IoUringIoEvent) event;
      if (ended || closed || told.opcode() == UringOps.ASYNC_CANCEL) {
        return;
      }
      if (told.opcode() == UringOps.POLL_ADD && !UringOps.goesOn(told)) {
        watch = registration.submit(UringOps.poll(socket.intValue(), IN | EXCLUSIVE));
      }
      acceptable.run();
    }

    @Override
    public void awaitAcceptable() throws IOException {
      // It is told unasked.
    }

    @Override
    public void awaitTurn() throws IOException {
      loop.afterEvents(
          () -> {
            if (!ended) {
              registration.submit(UringOps.nothing());
            }
          });
    }

    @Override
    public void end() {
      if (ended) {
        return;
      }
      ended = true;
      registration.submit(UringOps.cancel(watch));
      registration.cancel();
    }

    /** By the loop itself, at its own end. */
    @Override
    public void close() {
      end();
      UringServer.this.close();
    }
  }
}

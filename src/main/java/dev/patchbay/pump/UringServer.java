package dev.patchbay.pump;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import java.io.IOException;

/**
 * A listening socket watched by io_uring. A ring that is told leaves the queue of those that wait,
 * and joins it again at its end: so the next connection is told to another, and none waits for a
 * loop that is busy. (A poll that goes on would stay first in the queue.)
 */
final class UringServer extends LinuxServer {
  private static final int REST_MILLIS = 100;

  private volatile boolean closed;

  UringServer(Socket socket) {
    super(socket, accepted -> new UringSocket(accepted, true));
  }

  @Override
  public Watch watch(PumpLoop loop, Runnable acceptable) throws IOException {
    Entry watch = new Entry(loop, acceptable);
    watch.enter();
    return watch;
  }

  /** The rings hold on to it: closing alone would let it listen on. */
  @Override
  public void close() {
    closed = true;
    try {
      socket.shutdown();
    } catch (IOException e) {
      // It does not listen any more.
    }
    super.close();
  }

  private final class Entry implements Watch, IoUringIoHandle {
    private final PumpLoop loop;
    private final Runnable acceptable;
    private IoRegistration registration;
    private long watch;
    private boolean watches;
    private boolean turnAwaited;
    private boolean rests;
    private boolean ended;

    Entry(PumpLoop loop, Runnable acceptable) {
      this.loop = loop;
      this.acceptable = acceptable;
    }

    void enter() throws IOException {
      registration = Registrations.enter(loop, this);
      awaitAcceptable();
    }

    @Override
    public void handle(IoRegistration by, IoEvent event) {
      if (((IoUringIoEvent) event).opcode() != UringOps.POLL_ADD || isOver()) {
        return;
      }
      watches = false;
      acceptable.run();
      if (!watches && !turnAwaited && !rests) {
        // It did not want what there is, and nobody says when it will.
        rests = true;
        loop.schedule(REST_MILLIS, this::goOn);
      }
    }

    private void goOn() {
      rests = false;
      awaitAcceptable();
    }

    private boolean isOver() {
      return ended || closed;
    }

    @Override
    public void awaitAcceptable() {
      if (!watches && !isOver()) {
        watches = true;
        watch =
            registration.submit(
                UringOps.pollOnce(socket.intValue(), LinuxRawSocket.IN | EXCLUSIVE));
      }
    }

    @Override
    public void awaitTurn() {
      turnAwaited = true;
      loop.afterEvents(
          () -> {
            turnAwaited = false;
            awaitAcceptable();
          });
    }

    @Override
    public void end() {
      if (ended) {
        return;
      }
      ended = true;
      if (watches) {
        registration.submit(UringOps.cancel(watch));
      }
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

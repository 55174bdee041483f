package dev.patchbay.hostile;

import dev.patchbay.testing.ScriptedNode;
import java.io.IOException;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that send as fast as they can while their node reads little, or nothing. */
final class FloodAtSlowNode extends Strangers {
  private static final long ENOUGH_BYTES = 64L << 20;

  private final int clients;
  private final AtomicLong flooded = new AtomicLong();

  FloodAtSlowNode(Bed bed, int clients) {
    super(bed);
    this.clients = clients;
    begin(clients, 10);
  }

  @Override
  void turn(int thread, Random random) throws IOException {
    byte[] piece = new byte[64 * 1024];
    try (Socket session = connect(bed.proxy.mysqlPort(), Bed.STRANGER)) {
      piece[0] = thread % 2 == 0 ? ScriptedNode.DEAF : ScriptedNode.SLOW;
      Thread writer = Thread.currentThread();
      closeWhenOver(session, writer);
      while (!isOver()) {
        session.getOutputStream().write(piece);
        flooded.addAndGet(piece.length);
      }
    }
  }

  /** A write to a node that reads nothing has no end. */
  private void closeWhenOver(Socket session, Thread writer) {
    bed.vertx.setPeriodic(
        100,
        timer -> {
          if (isOver() || !writer.isAlive()) {
            bed.vertx.cancelTimer(timer);
            try {
              session.close();
            } catch (IOException e) {
              // It is closed.
            }
          }
        });
  }

  @Override
  public boolean isComplete() {
    return flooded.get() >= ENOUGH_BYTES;
  }

  @Override
  public String summary() {
    return "%d clients; %d MiB were taken of them".formatted(clients, flooded.get() >> 20);
  }
}

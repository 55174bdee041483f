package dev.patchbay.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** An attack by threads, each of which does something again and again until it is over. */
abstract class Strangers implements Attack {
  private static final int PATIENCE_MILLIS = 20_000;

  final Bed bed;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong turns = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  Strangers(Bed bed) {
    this.bed = bed;
  }

  /**
   * Does something once.
   *
   * @throws IOException as it likes: a stranger may be closed at any time
   */
  abstract void turn(int thread, Random random) throws IOException;

  /**
   * Begins.
   *
   * @param count of threads
   * @param pauseMillis of each, between two turns
   */
  final void begin(int count, long pauseMillis) {
    for (int i = 0; i < count; i++) {
      int number = i;
      Thread thread = new Thread(() -> go(number, pauseMillis), "stranger " + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void go(int number, long pauseMillis) {
    Random random = new Random(number);
    while (!over.get()) {
      try {
        turn(number, random);
      } catch (IOException closed) {
        // As it should be, or not: the innocent say which.
      }
      turns.incrementAndGet();
      LockSupport.parkNanos(pauseMillis * 1_000_000);
    }
  }

  final boolean isOver() {
    return over.get();
  }

  final long turns() {
    return turns.get();
  }

  static Socket connect(int port, String from) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setReuseAddress(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public List<String> findings() {
    return isComplete() ? List.of() : List.of("it did not come to its end: " + summary());
  }

  @Override
  public void close() throws Exception {
    over.set(true);
    for (Thread thread : threads) {
      thread.join(60_000);
    }
  }
}

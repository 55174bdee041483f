package dev.patchbay.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long small requests wait while others read in bulk through the same proxy from a {@link
 * BulkNode}: those of sessions that are there, and those that begin with a new session.
 */
public final class Fairness {
  private static final int BULK_READERS = 4;

  /** Before bulk begins, so that this program's own first steps are not measured. */
  private static final int WARM_UP_REQUESTS = 500;

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int ANSWER_MILLIS = 20_000;

  private final int port;
  private final long measureNanos;

  private Fairness(int port, int seconds) {
    this.port = port;
    this.measureNanos = TimeUnit.SECONDS.toNanos(seconds);
  }

  /**
   * Takes the port to connect to on this machine, and the seconds for each of the two measurements.
   * Prints a line for each figure: its name and its value.
   */
  public static void main(String[] arguments) throws IOException {
    new Fairness(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1])).measure();
    System.exit(0); // threads that wait for work would keep it for a minute
  }

  private interface Request {
    void make() throws IOException;
  }

  private void measure() throws IOException {
    // Two sessions: a proxy with two threads may keep one for each of them.
    try (Socket first = connect();
        Socket second = connect()) {
      for (int i = 0; i < WARM_UP_REQUESTS; i++) {
        ping(first);
        ping(second);
        pingAnew();
      }
      ExecutorService threads = Executors.newCachedThreadPool();
      try (BulkReaders bulk = new BulkReaders(port, BULK_READERS)) {
        LockSupport.parkNanos(SETTLE_NANOS);
        long start = System.nanoTime();
        long before = bulk.bytes();
        CompletableFuture<Waits> ofSecond =
            CompletableFuture.supplyAsync(() -> waits(() -> ping(second)), threads);
        print("ping", waits(() -> ping(first)).and(ofSecond.join()));
        print("new", waits(this::pingAnew));
        long moved = bulk.bytes() - before;
        print("fair_bulk_gbit", 8.0 * moved / (System.nanoTime() - start));
      }
    }
  }

  private Waits waits(Request request) {
    Priority.high();
    Waits waits = new Waits(INTERVAL_NANOS);
    long end = System.nanoTime() + measureNanos;
    try {
      for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
        request.make();
        waits.add(System.nanoTime() - start);
        sleepUntil(start + INTERVAL_NANOS);
      }
      return waits;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sleepUntil(long nanoTime) {
    for (long rest = nanoTime - System.nanoTime(); rest > 0; rest = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(rest);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_MILLIS);
    socket.connect(new InetSocketAddress("127.0.0.1", port), ANSWER_MILLIS);
    return socket;
  }

  private void pingAnew() throws IOException {
    try (Socket socket = connect()) {
      ping(socket);
    }
  }

  private static void ping(Socket socket) throws IOException {
    socket.getOutputStream().write(BulkNode.PING);
    if (socket.getInputStream().read() < 0) {
      throw new EOFException("a session was closed before its answer");
    }
  }

  private static void print(String what, Waits waits) {
    print("fair_" + what + "_p50_ms", waits.millis(0.5));
    print("fair_" + what + "_p99_ms", waits.millis(0.99));
  }

  private static void print(String figure, double value) {
    System.out.printf(Locale.ROOT, "%s %.3f%n", figure, value);
  }
}

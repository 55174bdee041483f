package dev.patchbay.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A crowd at a proxy: some read in bulk; some connect and reset at once or a moment later, as load
 * balancers check, some of them while the node resets too; and innocent clients each make one
 * request on a connection of their own. Nobody has cause to close an innocent client before it has
 * its answer.
 */
public final class ResetStorm implements AutoCloseable {
  private static final int CHECKERS = 32;
  private static final int INNOCENTS = 32;

  /** So that checkers are many, and do not fill the proxy's queue of new connections. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long MOST_NANOS_OPEN = TimeUnit.MICROSECONDS.toNanos(500);
  private static final int ANSWER_MILLIS = 30_000;

  private static final byte GREETING = 'g';
  private static final byte BULK = 'b';
  private static final byte REQUEST = 'r';

  /** Has the node reset the connection, at about the time at which the client does. */
  private static final byte QUIT = 'q';

  private final ServerSocket node;
  private final ExecutorService threads = Executors.newCachedThreadPool(ResetStorm::daemon);
  private final AtomicInteger resets = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean over;

  /** Starts the node, at this port of the loopback address. */
  public ResetStorm(int nodePort) throws IOException {
    node = new ServerSocket(nodePort, 4096, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /**
   * What came of it.
   *
   * @param answered innocent clients that had their answer
   * @param closed those that were closed before it
   * @param unanswered those that had none within 30 s
   * @param resets connections that were reset
   */
  public record Outcome(int answered, int closed, int unanswered, int resets) {}

  /**
   * By hand: takes the port of a proxy, the port that it takes for its node's, which is opened
   * here, for how many seconds, and how many are to read in bulk.
   */
  public static void main(String[] arguments) throws Exception {
    try (ResetStorm storm = new ResetStorm(Integer.parseInt(arguments[1]))) {
      int port = Integer.parseInt(arguments[0]);
      Duration time = Duration.ofSeconds(Integer.parseInt(arguments[2]));
      System.out.println(storm.rage(port, time, Integer.parseInt(arguments[3])));
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "storm");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Goes on for so long, through the proxy at this port. Once only.
   *
   * @param bulkReaders how many read in bulk meanwhile
   */
  public Outcome rage(int proxyPort, Duration time, int bulkReaders) throws Exception {
    for (int i = 0; i < bulkReaders; i++) {
      threads.execute(() -> readInBulk(proxyPort));
    }
    for (int i = 0; i < CHECKERS; i++) {
      boolean greeted = i % 2 == 0;
      threads.execute(() -> check(proxyPort, greeted));
    }
    for (int i = 0; i < INNOCENTS; i++) {
      threads.execute(() -> request(proxyPort));
    }
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
    over = true;
    return new Outcome(answered.get(), closed.get(), unanswered.get(), resets.get());
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(ANSWER_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
    return socket;
  }

  private void readInBulk(int port) {
    byte[] bytes = new byte[256 * 1024];
    while (!over) {
      try (Socket socket = connect(port)) {
        socket.getOutputStream().write(BULK);
        while (!over && socket.getInputStream().read(bytes) > 0) {
          // As fast as it can.
        }
      } catch (IOException e) {
        // It comes back.
      }
    }
  }

  private void check(int port, boolean greeted) {
    while (!over) {
      try (Socket socket = connect(port)) {
        if (greeted) {
          socket.getInputStream().read();
          socket.getOutputStream().write(QUIT);
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MOST_NANOS_OPEN));
        socket.setSoLinger(true, 0);
        resets.incrementAndGet();
      } catch (IOException e) {
        // It comes back.
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void request(int port) {
    while (!over) {
      try (Socket socket = connect(port)) {
        int greeting = socket.getInputStream().read();
        socket.getOutputStream().write(REQUEST);
        int answer = socket.getInputStream().read();
        (greeting == GREETING && answer == REQUEST ? answered : closed).incrementAndGet();
      } catch (SocketTimeoutException e) {
        unanswered.incrementAndGet();
      } catch (IOException reset) {
        closed.incrementAndGet();
      }
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket session = node.accept();
        threads.execute(() -> serve(session));
      }
    } catch (IOException | RejectedExecutionException closedByUs) {
      // It is over.
    }
  }

  /** Greets, as a MySQL server does. */
  private void serve(Socket session) {
    try (session) {
      OutputStream out = session.getOutputStream();
      out.write(GREETING);
      for (int asked = session.getInputStream().read(); asked >= 0; ) {
        if (asked == BULK) {
          byte[] bytes = new byte[256 * 1024];
          while (!over) {
            out.write(bytes);
          }
        }
        if (asked == QUIT) {
          session.setSoLinger(true, 0);
          return;
        }
        out.write(asked);
        asked = session.getInputStream().read();
      }
    } catch (IOException left) {
      // It has gone.
    }
  }

  @Override
  public void close() throws IOException {
    over = true;
    node.close();
    threads.shutdownNow();
  }
}

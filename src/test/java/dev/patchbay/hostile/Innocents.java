package dev.patchbay.hostile;

import dev.patchbay.testing.JarProxy;
import dev.patchbay.testing.ScriptedNode;
import dev.patchbay.testing.WebClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Honest clients of every port, each of which notes how long it waits for what it asks. */
final class Innocents implements AutoCloseable {
  /** What they ask, and how often. */
  enum Wish {
    /** Connects, and has its first bytes back. */
    NEW_SESSION(20),
    /** Has bytes back in a session that goes on. */
    ROUND_TRIP(10),
    /** A request with the right password. */
    API(50),
    SPRINGBOARD(100),
    HEALTH(50),
    METRICS(200),
    /** A check of a proxy at the agent. */
    AGENT(50);

    private final int everyMillis;

    Wish(int everyMillis) {
      this.everyMillis = everyMillis;
    }
  }

  private interface Asking {
    void once() throws IOException;
  }

  private static final int PATIENCE_MILLIS = 30_000;
  private static final byte[] QUESTION = "Everybody is served, and soon.".getBytes();

  private final Bed bed;
  private final Map<Wish, ConcurrentLinkedQueue<Long>> waits = new EnumMap<>(Wish.class);
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;
  private Socket steady;

  Innocents(Bed bed) {
    this.bed = bed;
    begin(Wish.NEW_SESSION, this::newSession);
    begin(Wish.ROUND_TRIP, this::roundTrip);
    begin(Wish.API, () -> web(bed.proxy.apiPort(), "/v0/cluster"));
    begin(Wish.SPRINGBOARD, () -> web(bed.proxy.springboardPort(), "/"));
    begin(Wish.HEALTH, () -> web(bed.proxy.healthPort(), "/"));
    begin(Wish.METRICS, () -> web(bed.proxy.metricsPort(), "/metrics"));
    begin(Wish.AGENT, () -> web(bed.agentPort, "/api/v1/status"));
  }

  private void begin(Wish wish, Asking asking) {
    waits.put(wish, new ConcurrentLinkedQueue<>());
    Thread thread = new Thread(() -> askOn(wish, asking), "innocent " + wish);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void askOn(Wish wish, Asking asking) {
    while (!over) {
      long begun = System.nanoTime();
      try {
        asking.once();
        waits.get(wish).add(System.nanoTime() - begun);
      } catch (IOException e) {
        failures.add(wish + ": " + e);
      }
      LockSupport.parkNanos(wish.everyMillis * 1_000_000L - (System.nanoTime() - begun));
    }
  }

  private Socket session() throws IOException {
    Socket session = new Socket();
    session.setSoTimeout(PATIENCE_MILLIS);
    session.setTcpNoDelay(true);
    session.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), bed.proxy.mysqlPort()),
        PATIENCE_MILLIS);
    session.getOutputStream().write(ScriptedNode.ECHO);
    return session;
  }

  private static void echo(Socket session) throws IOException {
    session.getOutputStream().write(QUESTION);
    if (session.getInputStream().readNBytes(QUESTION.length).length < QUESTION.length) {
      throw new IOException("closed");
    }
  }

  private void newSession() throws IOException {
    try (Socket session = session()) {
      echo(session);
    }
  }

  private void roundTrip() throws IOException {
    try {
      if (steady == null) {
        steady = session();
      }
      echo(steady);
    } catch (IOException e) {
      steady = null;
      throw e;
    }
  }

  private static void web(int port, String path) throws IOException {
    try (WebClient client = WebClient.http(port)) {
      String answer = client.ask("GET " + path + " HTTP/1.1", "Host: x", JarProxy.LOGIN);
      if (!answer.startsWith("HTTP/1.1 200 ")) {
        throw new IOException(answer);
      }
    }
  }

  /** What each has waited since the last time that this was asked, in nanoseconds. */
  Map<Wish, List<Long>> take() {
    Map<Wish, List<Long>> taken = new EnumMap<>(Wish.class);
    waits.forEach(
        (wish, queue) -> {
          List<Long> all = new ArrayList<>();
          for (Long next = queue.poll(); next != null; next = queue.poll()) {
            all.add(next);
          }
          taken.put(wish, all);
        });
    return taken;
  }

  /** Each time that somebody was not served, in words. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() throws Exception {
    over = true;
    for (Thread thread : threads) {
      thread.join(PATIENCE_MILLIS);
    }
    if (steady != null) {
      steady.close();
    }
  }
}

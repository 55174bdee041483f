package dev.patchbay.bench.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A health agent that can be well, sick, hung or gone. */
final class StandInAgent {
  private enum State {
    WELL,
    SICK,
    HUNG
  }

  private final int port;
  private final int index;
  private final AtomicLong goodAnswers = new AtomicLong();
  private volatile State state = State.WELL;
  private HttpServer server;

  /**
   * @param index the {@code wsrep_local_index} that it tells
   */
  StandInAgent(int port, int index) throws IOException {
    this.port = port;
    this.index = index;
    listen();
  }

  private void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.setExecutor(Executors.newCachedThreadPool(StandInAgent::daemon));
    server.createContext("/", this::answer);
    server.start();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "agent");
    thread.setDaemon(true);
    return thread;
  }

  private void answer(HttpExchange exchange) throws IOException {
    State now = state;
    if (now == State.HUNG) {
      return;
    }
    String text = "{\"wsrep_local_index\":" + index + ",\"healthy\":" + (now == State.WELL) + "}";
    byte[] body = text.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(now == State.WELL ? 200 : 503, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
    if (now == State.WELL) {
      goodAnswers.incrementAndGet();
    }
  }

  /** How often it has said that its node is healthy. */
  long goodAnswers() {
    return goodAnswers.get();
  }

  /** Answers 503 from now on. */
  void sicken() {
    state = State.SICK;
  }

  /** Takes requests and answers none from now on. */
  void hang() {
    state = State.HUNG;
  }

  /** Drops its connections and refuses new ones from now on. */
  void die() {
    server.stop(0);
    server = null;
  }

  /** Is there and well again, whatever it was. */
  void recover() throws IOException {
    if (server != null) {
      server.stop(0); // whoever still waits for an answer would wait for ever
    }
    state = State.WELL;
    listen();
  }
}

package dev.patchbay.agent;

import dev.patchbay.text.RateLimit;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Datagrams from this machine, one at each change: from the helper that a server runs as its {@code
 * wsrep_notify_cmd}. What is in them is not read. However many come, one look is under way.
 */
final class Notices implements Sign {
  private static final Logger LOG = LoggerFactory.getLogger("agent");

  private final Vertx vertx;
  private final int port;
  private final Runnable onNotice;
  private final RateLimit limit = new RateLimit(System::nanoTime);
  private DatagramSocket socket;

  /**
   * @param port of loopback
   * @param onNotice told on the context
   */
  Notices(Vertx vertx, int port, Runnable onNotice) {
    this.vertx = vertx;
    this.port = port;
    this.onNotice = onNotice;
  }

  @Override
  public void start() {
    DatagramSocket mine = vertx.createDatagramSocket();
    socket = mine;
    mine.exceptionHandler(e -> {});
    mine.handler(
        notice -> {
          if (socket == mine) {
            onNotice.run();
          }
        });
    mine.listen(port, "127.0.0.1").onFailure(this::complain);
  }

  /** Whoever follows and leaves again and again has this begin anew each time. */
  private void complain(Throwable e) {
    if (limit.admit("port", e.toString()).isPresent()) {
      LOG.atError()
          .addKeyValue("port", port)
          .addKeyValue("error", e.toString())
          .log("notices cannot be heard; the node is looked at by time alone");
    }
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}

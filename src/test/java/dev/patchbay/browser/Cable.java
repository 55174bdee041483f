package dev.patchbay.browser;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Leads from a port of its own to a port of the proxy, and can be pulled out. */
final class Cable implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Set<NetSocket> ends = ConcurrentHashMap.newKeySet();
  private final NetClient client = vertx.createNetClient();
  private final NetServer server;
  private final int target;
  private volatile boolean pulled;

  Cable(int target) throws Exception {
    this.target = target;
    server =
        vertx
            .createNetServer()
            .connectHandler(this::connect)
            .listen(0, "127.0.0.1")
            .await(30, TimeUnit.SECONDS);
  }

  int port() {
    return server.actualPort();
  }

  /** Cuts what goes through, and lets nothing new through. */
  void pull() {
    pulled = true;
    ends.forEach(NetSocket::close);
  }

  void plugIn() {
    pulled = false;
  }

  private void connect(NetSocket near) {
    if (pulled) {
      near.close();
      return;
    }
    near.pause();
    client
        .connect(target, "127.0.0.1")
        .onFailure(e -> near.close())
        .onSuccess(
            far -> {
              join(near, far);
              join(far, near);
              near.resume();
            });
  }

  private void join(NetSocket from, NetSocket to) {
    ends.add(from);
    from.handler(to::write);
    from.closeHandler(
        v -> {
          ends.remove(from);
          to.close();
        });
  }

  @Override
  public void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }
}

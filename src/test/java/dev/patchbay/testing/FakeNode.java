package dev.patchbay.testing;

import dev.patchbay.topology.Node;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A server that greets with its name, echoes, and knows its open connections. */
public final class FakeNode {
  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger resets = new AtomicInteger();
  private final NetServer server;
  private final Node node;

  public FakeNode(Vertx vertx, String name, int position) throws Exception {
    server =
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  open.add(socket);
                  socket.closeHandler(v -> open.remove(socket));
                  socket.exceptionHandler(
                      e -> {
                        resets.incrementAndGet();
                        socket.close();
                      });
                  socket.handler(socket::write);
                  socket.write(Buffer.buffer(name + "\n"));
                });
    int port = server.listen(0, "127.0.0.1").await(30, TimeUnit.SECONDS).actualPort();
    node = new Node(name, "127.0.0.1", port, 1, "/");
  }

  public Node node() {
    return node;
  }

  public int openConnections() {
    return open.size();
  }

  /** How many connections were torn down by the other side, and not ended. */
  public int resets() {
    return resets.get();
  }

  public void closeConnections() {
    open.forEach(NetSocket::close);
  }

  /** Refuses connections once this returns: the socket may be closed a moment after its server. */
  public void stop() throws Exception {
    server.close().await(30, TimeUnit.SECONDS);
    Awaitility.await().atMost(30, TimeUnit.SECONDS).until(this::refuses);
  }

  private boolean refuses() throws IOException {
    try (Socket connected = new Socket("127.0.0.1", node.port())) {
      return !connected.isConnected();
    } catch (ConnectException e) {
      return true;
    }
  }
}

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
import org.awaitility.Awaitility;

/** A server that greets with its name, echoes, and knows its open connections. */
public final class FakeNode {
  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private final NetServer server;
  private final Node backend;

  public FakeNode(Vertx vertx, String name, int position) throws Exception {
    this(vertx, name, "127.0.0.1", 0);
  }

  /**
   * @param port 0 for any
   */
  public FakeNode(Vertx vertx, String name, String host, int port) throws Exception {
    server =
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  open.add(socket);
                  socket.closeHandler(v -> open.remove(socket));
                  socket.exceptionHandler(e -> socket.close());
                  socket.handler(socket::write);
                  socket.write(Buffer.buffer(name + "\n"));
                });
    int bound = server.listen(port, host).await(30, TimeUnit.SECONDS).actualPort();
    backend = new Node(name, host, bound, 1, "/");
  }

  public Node node() {
    return backend;
  }

  public int openConnections() {
    return open.size();
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
    try (Socket connected = new Socket(backend.host(), backend.port())) {
      return !connected.isConnected();
    } catch (ConnectException e) {
      return true;
    }
  }
}

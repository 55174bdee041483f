package dev.patchbay.testing;

import dev.patchbay.topology.Node;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A node for very many sessions: takes a connection, says its name, and holds it at a cost of next
 * to nothing.
 */
public final class PlainNode implements Closeable {
  private final String name;
  private final ServerSocketChannel server;
  private final Queue<SocketChannel> connections = new ConcurrentLinkedQueue<>();

  /** Listens on loopback from now on. */
  public PlainNode(String name) throws IOException {
    this.name = name;
    this.server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
    Thread acceptor = new Thread(this::accept, "plain-node");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel connection = server.accept();
        connections.add(connection);
        greet(connection);
      }
    } catch (IOException e) {
      // It is closed.
    }
  }

  /** One that has gone already must not keep the others out. */
  private void greet(SocketChannel connection) {
    try {
      connection.write(ByteBuffer.wrap((name + "\n").getBytes()));
    } catch (IOException e) {
      // It has gone.
    }
  }

  /** This node as the proxy knows it. */
  public Node backend(int statusPort) {
    return new Node(name, "127.0.0.1", port(), statusPort, "/");
  }

  public int port() {
    return server.socket().getLocalPort();
  }

  /** Connections that it has taken, since the start. */
  public int accepted() {
    return connections.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (SocketChannel connection : connections) {
      connection.close();
    }
  }
}

package dev.patchbay.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** A server on one thread that greets with its name, then waits until it is left. */
final class StandInNode implements Executor {
  private static final int BACKLOG = 4096;

  private final Selector selector = Selector.open();
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteBuffer ignored = ByteBuffer.allocateDirect(4096);
  private final byte[] greeting;
  private final int port;
  private final String name;

  StandInNode(String name, int port) throws IOException {
    this.name = name;
    this.port = port;
    this.greeting = name.getBytes(StandardCharsets.US_ASCII);
    listen();
    Thread thread = new Thread(this::serve, "node " + name);
    thread.setDaemon(true);
    thread.start();
  }

  String name() {
    return name;
  }

  /** How many sessions it has now. */
  int sessions() {
    return CompletableFuture.supplyAsync(() -> selector.keys().size() - 1, this).join();
  }

  /** Ends as a killed process does: refuses what comes, resets what is there. */
  void die() {
    CompletableFuture.runAsync(() -> selector.keys().forEach(k -> reset(k.channel())), this).join();
  }

  /** Listens again after {@link #die}. */
  void revive() {
    CompletableFuture.runAsync(this::listenAgain, this).join();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  private void listen() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    server.bind(new InetSocketAddress("127.0.0.1", port), BACKLOG);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  private void listenAgain() {
    try {
      listen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void reset(SelectableChannel channel) {
    try {
      if (channel instanceof SocketChannel session) {
        session.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve() {
    try {
      while (true) {
        selector.select(this::handle);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(SelectionKey key) {
    try {
      if (key.channel() instanceof ServerSocketChannel server) {
        greet(server.accept());
      } else if (((SocketChannel) key.channel()).read(ignored.clear()) < 0) {
        key.channel().close();
      }
    } catch (IOException left) {
      reset(key.channel());
    }
  }

  private void greet(SocketChannel session) throws IOException {
    if (session != null) {
      session.configureBlocking(false);
      session.register(selector, SelectionKey.OP_READ);
      session.write(ByteBuffer.wrap(greeting));
    }
  }
}

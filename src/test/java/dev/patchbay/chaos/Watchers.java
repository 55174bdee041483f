package dev.patchbay.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Sessions that have reached a node and then only wait for their end, which each notes: by them a
 * run sees when a proxy has cut.
 */
final class Watchers implements AutoCloseable {
  private static final int PER_PROXY = 5;
  private static final int GREETING_PATIENCE_MILLIS = 10_000;

  private final List<Watcher> watchers = new ArrayList<>();

  private static final class Watcher extends Thread {
    private final int proxy;
    private final Socket socket;
    private volatile long ended;

    Watcher(int proxy, Socket socket) {
      super("watcher");
      this.proxy = proxy;
      this.socket = socket;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        while (socket.getInputStream().read() >= 0) {
          // A server that says why it goes away says it before the end.
        }
      } catch (IOException e) {
        // A reset is an end.
      }
      ended = System.nanoTime();
    }
  }

  private Watchers() {}

  /**
   * Opens some sessions through each proxy.
   *
   * @throws IOException if a session is not greeted by a server
   */
  static Watchers open(List<? extends ChaosProxy> proxies) throws IOException {
    Watchers all = new Watchers();
    try {
      for (ChaosProxy proxy : proxies) {
        for (int i = 0; i < PER_PROXY; i++) {
          all.watchers.add(new Watcher(proxy.number(), greeted(proxy.address())));
        }
      }
    } catch (IOException e) {
      all.close();
      throw e;
    }
    all.watchers.forEach(Thread::start);
    return all;
  }

  private static Socket greeted(String address) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(address, ChaosProxy.MYSQL_PORT), GREETING_PATIENCE_MILLIS);
    socket.setSoTimeout(GREETING_PATIENCE_MILLIS);
    InputStream in = socket.getInputStream();
    byte[] header = in.readNBytes(4);
    if (header.length < 4) {
      socket.close();
      throw new IOException("a new session at " + address + " was closed before the greeting");
    }
    in.readNBytes((header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16);
    socket.setSoTimeout(0);
    return socket;
  }

  /** How many sessions there were at the beginning, over both proxies. */
  int count() {
    return watchers.size();
  }

  /** How many of this proxy's sessions are open. */
  int open(int proxy) {
    return (int) watchers.stream().filter(w -> w.proxy == proxy && w.ended == 0).count();
  }

  /** When the last of this proxy's sessions that have ended did so (System.nanoTime). */
  OptionalLong lastEnd(int proxy) {
    return watchers.stream()
        .filter(w -> w.proxy == proxy && w.ended != 0)
        .mapToLong(w -> w.ended)
        .reduce((a, b) -> b - a > 0 ? b : a);
  }

  @Override
  public void close() {
    for (Watcher watcher : watchers) {
      try {
        watcher.socket.close();
      } catch (IOException e) {
        // It is closed all the same.
      }
    }
  }
}

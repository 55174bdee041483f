package dev.patchbay.testing;

import dev.patchbay.topology.Node;
import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.OkPacket;
import dev.patchbay.wire.ServerStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * A server that speaks enough of MySQL for a session: it lets everybody in, answers PING and
 * queries with OK, and knows BEGIN and COMMIT. From the query HANG on nothing comes back any more;
 * of HALF half a packet comes.
 */
public final class FakeMysql implements AutoCloseable {
  /** How long the reply to BULK is: more than a client's system takes unread. */
  public static final int BULK_BYTES = 700_000;

  /** What both sides can do. */
  public static final Capabilities CAPABILITIES =
      new Capabilities(
          Capabilities.PROTOCOL_41
              | Capabilities.SECURE_CONNECTION
              | Capabilities.PLUGIN_AUTH
              | Capabilities.CONNECT_WITH_DB
              | Capabilities.MULTI_RESULTS);

  private final ServerSocket listening;
  private final Node node;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private final AtomicInteger quits = new AtomicInteger();
  private final AtomicInteger pings = new AtomicInteger();
  private volatile boolean silent;

  public FakeMysql(String name) {
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    node = new Node(name, "127.0.0.1", listening.getLocalPort(), 1, "/");
    daemon(this::accept);
  }

  public Node node() {
    return node;
  }

  /** From now on it takes connections and says no word. */
  public void silent() {
    silent = true;
  }

  /** How many connections are open. */
  public int connections() {
    return open.size();
  }

  /** The texts of all queries, in the order of their arrival. */
  public List<String> queries() {
    return queries;
  }

  /** How many clients have said goodbye. */
  public int quits() {
    return quits.get();
  }

  public int pings() {
    return pings.get();
  }

  /** Refuses connections once this returns. */
  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::refuses);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean refuses() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      return !socket.isConnected();
    } catch (ConnectException e) {
      return true;
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        open.add(socket);
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      if (silent) {
        socket.getInputStream().read();
        return;
      }
      talk(new MysqlPackets(socket));
    } catch (IOException e) {
      // the other side has gone
    } finally {
      open.remove(socket);
    }
  }

  private void talk(MysqlPackets packets) throws IOException {
    Greeting greeting =
        new Greeting(
            "8.0.0-" + node.name(), 7, new byte[20], CAPABILITIES, 45, status(false), "native");
    packets.write(0, greeting.payload());
    packets.read();
    packets.write(2, ok(false));
    boolean inTransaction = false;
    while (true) {
      byte[] command = packets.read().payload();
      if (command[0] == Command.QUIT.code()) {
        quits.incrementAndGet();
        return;
      }
      if (command[0] == Command.PING.code()) {
        pings.incrementAndGet();
        packets.write(1, ok(inTransaction));
        continue;
      }
      String text = new String(command, 1, command.length - 1);
      queries.add(text);
      switch (text) {
        case "HANG" -> {
          while (true) {
            packets.read();
          }
        }
        case "BULK" -> packets.write(1, Arrays.copyOf(ok(false), BULK_BYTES));
        case "HALF" -> packets.raw(new byte[] {7, 0, 0, 1, 0, 0});
        default -> {
          inTransaction = text.equals("BEGIN") || inTransaction && !text.equals("COMMIT");
          packets.write(1, ok(inTransaction));
        }
      }
    }
  }

  private static byte[] ok(boolean inTransaction) {
    return OkPacket.of(status(inTransaction)).payload(CAPABILITIES);
  }

  private static ServerStatus status(boolean inTransaction) {
    return new ServerStatus(
        ServerStatus.AUTOCOMMIT | (inTransaction ? ServerStatus.IN_TRANSACTION : 0));
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "fake-mysql");
    thread.setDaemon(true);
    thread.start();
  }
}

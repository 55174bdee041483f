package dev.patchbay.testing;

import dev.patchbay.topology.Node;
import dev.patchbay.wire.AuthSwitch;
import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.HandshakeResponse;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;

/**
 * A server that speaks enough of MySQL for a session: it lets everybody in, answers PING and
 * queries with OK, and knows BEGIN and COMMIT. From the query HANG on nothing comes back any more;
 * of HALF half a packet comes. It can ask for a password, as a server does whose account has
 * another method of authentication than the login names.
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
  private static final byte[] DENIED = new ErrorPacket(1045, "28000", "Access denied").payload();

  private final List<byte[]> changes = new CopyOnWriteArrayList<>();
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private final AtomicInteger quits = new AtomicInteger();
  private final AtomicInteger pings = new AtomicInteger();
  private final List<HandshakeResponse> logins = new CopyOnWriteArrayList<>();
  private volatile boolean silent;
  private volatile boolean ends;
  private volatile Optional<SSLContext> tls = Optional.empty();
  private volatile Optional<String> password = Optional.empty();
  private volatile Capabilities capabilities = CAPABILITIES;
  private volatile Optional<ErrorPacket> refusal = Optional.empty();

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

  /** From now on it takes connections and ends them. */
  public void ends() {
    ends = true;
  }

  /** From now on a login needs this password, which is asked for in plain. */
  public void asksFor(String newPassword) {
    password = Optional.of(newPassword);
  }

  /** From now on it says that it can do this, and no more. */
  public void can(Capabilities other) {
    capabilities = other;
  }

  /** From now on it offers TLS. */
  public void offersTls(SSLContext context) {
    tls = Optional.of(context);
    capabilities = capabilities.with(Capabilities.SSL);
  }

  /** From now on it greets with this error. */
  public void refusesWith(ErrorPacket error) {
    refusal = Optional.of(error);
  }

  /** How each connection has introduced itself. */
  public List<HandshakeResponse> logins() {
    return logins;
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
        socket.setTcpNoDelay(true);
        open.add(socket);
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      if (ends) {
        return;
      }
      if (silent) {
        socket.getInputStream().read();
        return;
      }
      talk(socket, new MysqlPackets(socket));
    } catch (IOException e) {
      // the other side has gone
    } catch (IndexOutOfBoundsException e) {
      // it sends an empty packet
    } finally {
      open.remove(socket);
    }
  }

  private void talk(Socket socket, MysqlPackets plain) throws IOException {
    MysqlPackets packets = plain;
    if (refusal.isPresent()) {
      packets.write(0, refusal.get().payload());
      return;
    }
    Greeting greeting =
        new Greeting(
            "8.0.0-" + node.name(), 7, new byte[20], capabilities, 45, status(false), "native");
    packets.write(0, greeting.payload());
    MysqlPackets.Packet login = packets.read();
    int next = 2;
    if (tls.isPresent() && HandshakeResponse.isSslRequest(login.payload())) {
      packets = new MysqlPackets(MysqlPackets.secure(socket, tls.get(), false));
      login = packets.read();
      next = 3;
    }
    logins.add(HandshakeResponse.read(new FieldReader(login.payload())));
    if (password.isEmpty()) {
      packets.write(next, ok(false));
    } else if (!isProved(packets, next)) {
      packets.write(next + 2, DENIED);
      return;
    } else {
      packets.write(next + 2, ok(false));
    }
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
      if (command[0] == Command.CHANGE_USER.code()) {
        changes.add(command);
        boolean proved = password.isEmpty() || isProved(packets, 1);
        packets.write(password.isEmpty() ? 1 : 3, proved ? ok(false) : DENIED);
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

  private boolean isProved(MysqlPackets packets, int number) throws IOException {
    packets.write(number, new AuthSwitch("mysql_clear_password", new byte[20]).payload());
    return new String(packets.read().payload()).equals(password.orElseThrow());
  }

  /** All commands that would change the user. */
  public List<byte[]> changes() {
    return changes;
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

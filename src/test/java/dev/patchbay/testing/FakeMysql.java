package dev.patchbay.testing;

import dev.patchbay.topology.Node;
import dev.patchbay.wire.AuthSwitch;
import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.HandshakeResponse;
import dev.patchbay.wire.OkPacket;
import dev.patchbay.wire.ServerStatus;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;

/**
 * A server that speaks enough of MySQL for a session: it lets everybody in, answers PING and
 * queries with OK, and knows BEGIN and COMMIT. From the query HANG on nothing comes back any more;
 * of HALF half a packet comes; the answer to LATER comes with the question for a password that a
 * change of user behind it leads to. It can ask for a password, as a server does whose account has
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
  private volatile String method = "mysql_clear_password";
  private volatile boolean forgetful;
  private volatile boolean dribbles;
  private volatile Optional<CompletableFuture<?>> pause = Optional.empty();
  private volatile Optional<byte[]> words = Optional.empty();
  private volatile int patience;
  private volatile Optional<Consumer<String>> header = Optional.empty();
  private final List<MysqlPackets.Packet> answers = new CopyOnWriteArrayList<>();
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

  /**
   * The same by another method, whose proof is the password all the same; {@code
   * caching_sha2_password} says that it is enough.
   */
  public void asksFor(String newPassword, String newMethod) {
    method = newMethod;
    asksFor(newPassword);
  }

  /** From now on no proof is enough for it: it asks for the whole password behind it. */
  public void forgets() {
    forgetful = true;
  }

  /** From now on it sends each byte by itself. */
  public void dribbles() {
    dribbles = true;
  }

  /** From now on it waits for this when the client has half of what asks for its password. */
  public void pauses(CompletableFuture<?> until) {
    pause = Optional.of(until);
  }

  /** From now on it says this, packets that are framed, in place of an answer to who logs in. */
  public void says(byte[] packets) {
    words = Optional.of(packets);
  }

  /** From now on it takes so long to greet, in milliseconds. */
  public void greetsAfter(int millis) {
    patience = millis;
  }

  /** From now on a line comes before anything else, and goes there. */
  public void takesHeader(Consumer<String> to) {
    header = Optional.of(to);
  }

  /** What clients have said when they were asked for their password. */
  public List<MysqlPackets.Packet> answers() {
    return answers;
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
      if (header.isPresent()) {
        header.get().accept(line(socket.getInputStream()));
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

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }

  private void talk(Socket socket, MysqlPackets plain) throws IOException {
    MysqlPackets packets = plain;
    if (refusal.isPresent()) {
      packets.write(0, refusal.get().payload());
      return;
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(patience));
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
      expect(login, 2);
    }
    if (dribbles) {
      packets.dribble();
    }
    logins.add(HandshakeResponse.read(new FieldReader(login.payload())));
    if (words.isPresent()) {
      packets.raw(words.get());
      answers.add(packets.read());
      return;
    }
    if (password.isEmpty()) {
      packets.write(next, ok(false));
    } else {
      Proof proof = proof(packets, next);
      packets.write(proof.next, proof.good ? ok(false) : DENIED);
      if (!proof.good) {
        return;
      }
    }
    boolean inTransaction = false;
    byte[] late = {};
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
        if (words.isPresent()) {
          packets.raw(words.get());
          answers.add(packets.read());
          return;
        }
        Proof proof = password.isEmpty() ? new Proof(true, 1) : proof(packets, 1, late);
        packets.write(proof.next, proof.good ? ok(false) : DENIED);
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
        case "LATER" -> late = Frames.frame(1, ok(inTransaction));
        case "HALF" -> packets.raw(new byte[] {7, 0, 0, 1, 0, 0});
        default -> {
          inTransaction = text.equals("BEGIN") || inTransaction && !text.equals("COMMIT");
          packets.write(1, ok(inTransaction));
        }
      }
    }
  }

  /**
   * @param next the number of what comes behind it
   */
  private record Proof(boolean good, int next) {}

  private Proof proof(MysqlPackets packets, int number, byte... before) throws IOException {
    byte[] question = Frames.frame(number, new AuthSwitch(method, new byte[20]).payload());
    if (pause.isPresent()) {
      packets.raw(Arrays.copyOf(question, question.length / 2));
      pause.get().join();
      packets.raw(Arrays.copyOfRange(question, question.length / 2, question.length));
    } else {
      byte[] both = Arrays.copyOf(before, before.length + question.length);
      System.arraycopy(question, 0, both, before.length, question.length);
      packets.raw(both);
    }
    boolean good = answersWell(packets, number + 1);
    if (forgetful) {
      packets.write(number + 2, new byte[] {1, 4});
      return new Proof(answersWell(packets, number + 3) && good, number + 4);
    }
    if (good && method.equals("caching_sha2_password")) {
      packets.write(number + 2, new byte[] {1, 3});
      return new Proof(true, number + 3);
    }
    return new Proof(good, number + 2);
  }

  private boolean answersWell(MysqlPackets packets, int number) throws IOException {
    MysqlPackets.Packet answer = packets.read();
    answers.add(answer);
    expect(answer, number);
    return new String(answer.payload()).equals(password.orElseThrow());
  }

  private static void expect(MysqlPackets.Packet packet, int number) throws IOException {
    if (packet.number() != number) {
      throw new IOException("packets out of order: " + packet.number() + " for " + number);
    }
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

package dev.patchbay.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A DNS server on loopback that answers questions for A, AAAA and SRV with what the test sets, in
 * that order. A name that was never set does not exist.
 */
public final class FakeDns implements AutoCloseable {
  /** What can be asked for. */
  public enum Type {
    A(1),
    AAAA(28),
    SRV(33);

    private final int number;

    Type(int number) {
      this.number = number;
    }
  }

  private static final int HEADER_BYTES = 12;
  private static final int CLASS_IN = 1;
  private static final int SERVER_FAILURE = 2;
  private static final int NO_SUCH_NAME = 3;
  private static final int REFUSED = 5;
  private static final int TRUNCATED = 0x0200;
  private static final int POINTER_TO_QUESTION = 0xC000 | HEADER_BYTES;

  private record Question(int id, String name, int type, byte[] bytes) {}

  private final DatagramSocket socket;
  private final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final Set<Integer> silent = ConcurrentHashMap.newKeySet();
  private final Map<String, List<byte[]>> services = new ConcurrentHashMap<>();
  private volatile int ttlSeconds;
  private volatile int delayMillis;
  private volatile boolean refusing;
  private volatile boolean truncating;
  private volatile boolean failing;

  /** A server on a free port, which knows no names; its answers may not be kept. */
  public FakeDns() throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    Thread thread = new Thread(this::serve, "fake-dns");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where it is, as Vert.x's AddressResolverOptions want it. */
  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** From now on this name has these addresses, IPv4 or IPv6, and no others. */
  public FakeDns set(String name, String... addresses) {
    names.put(name.toLowerCase(Locale.ROOT), Arrays.stream(addresses).map(FakeDns::parse).toList());
    return this;
  }

  /** From now on this name has SRV records for these, each {@code host:port}, and no others. */
  public FakeDns setServices(String name, String... targets) {
    services.put(
        name.toLowerCase(Locale.ROOT), Arrays.stream(targets).map(FakeDns::service).toList());
    return this;
  }

  /** From now on this name does not exist. */
  public void remove(String name) {
    names.remove(name.toLowerCase(Locale.ROOT));
    services.remove(name.toLowerCase(Locale.ROOT));
  }

  /** Whether answers say from now on that they are cut short; over TCP nobody is there. */
  public FakeDns truncating(boolean on) {
    truncating = on;
    return this;
  }

  /** Whether names that were never set are refused from now on, as not this server's. */
  public FakeDns refusing(boolean on) {
    refusing = on;
    return this;
  }

  /** Whether every answer is from now on that of a server in trouble. */
  public FakeDns failing(boolean on) {
    failing = on;
    return this;
  }

  /** From now on each answer may be kept so long. */
  public FakeDns ttl(int seconds) {
    ttlSeconds = seconds;
    return this;
  }

  /** From now on questions of this type are not answered, as by a broken server. */
  public FakeDns silent(Type type) {
    silent.add(type.number);
    return this;
  }

  /** From now on each answer takes so long. */
  public FakeDns delay(int millis) {
    delayMillis = millis;
    return this;
  }

  /** How many questions of this type have come so far. */
  public int asked(Type type) {
    return asked.getOrDefault(type.number, new AtomicInteger()).get();
  }

  private static byte[] service(String target) {
    int colon = target.lastIndexOf(':');
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      // Priority and weight.
      out.writeInt(0);
      out.writeShort(Integer.parseInt(target.substring(colon + 1)));
      for (String label : target.substring(0, colon).split("\\.")) {
        out.writeByte(label.length());
        out.writeBytes(label);
      }
      out.writeByte(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static InetAddress parse(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        Question question = read(ByteBuffer.wrap(buffer, 0, packet.getLength()));
        asked.computeIfAbsent(question.type(), t -> new AtomicInteger()).incrementAndGet();
        if (!silent.contains(question.type())) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
          byte[] answer = answer(question);
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (SocketException e) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Question read(ByteBuffer packet) {
    int id = packet.getShort(0) & 0xFFFF;
    packet.position(HEADER_BYTES);
    StringBuilder name = new StringBuilder();
    for (int length = packet.get(); length > 0; length = packet.get()) {
      byte[] label = new byte[length];
      packet.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    int type = packet.getShort();
    packet.getShort();
    byte[] bytes = new byte[packet.position() - HEADER_BYTES];
    packet.get(HEADER_BYTES, bytes);
    return new Question(id, name.toString().toLowerCase(Locale.ROOT), type, bytes);
  }

  private byte[] answer(Question question) throws IOException {
    boolean known = names.containsKey(question.name()) || services.containsKey(question.name());
    List<byte[]> found = failing ? List.of() : records(question);
    int code = failing ? SERVER_FAILURE : known ? 0 : refusing ? REFUSED : NO_SUCH_NAME;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(question.id());
    // A response, with recursion, as asked for.
    out.writeShort(0x8180 | code | (truncating ? TRUNCATED : 0));
    out.writeShort(1);
    out.writeShort(found.size());
    out.writeInt(0);
    out.write(question.bytes());
    for (byte[] data : found) {
      out.writeShort(POINTER_TO_QUESTION);
      out.writeShort(question.type());
      out.writeShort(CLASS_IN);
      out.writeInt(ttlSeconds);
      out.writeShort(data.length);
      out.write(data);
    }
    return bytes.toByteArray();
  }

  private List<byte[]> records(Question question) {
    return question.type() == Type.SRV.number
        ? services.getOrDefault(question.name(), List.of())
        : names.getOrDefault(question.name(), List.of()).stream()
            .filter(a -> type(a).number == question.type())
            .map(InetAddress::getAddress)
            .toList();
  }

  private static Type type(InetAddress address) {
    return address instanceof Inet6Address ? Type.AAAA : Type.A;
  }

  @Override
  public void close() {
    socket.close();
  }
}

package dev.patchbay.wire;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * One attempt to log in to a MySQL server, under one deadline whatever the peer sends. Blocking,
 * for one thread.
 *
 * <p>It speaks the protocol itself because what matters is <em>which</em> server error ends the
 * attempt. The Vert.x client cannot tell an error that comes in place of the greeting (1040, 1129,
 * 1130) from garbage, nor a request for an authentication it does not know from a failure.
 */
final class MySqlLogin implements Closeable {

  /** A server answered, with an error. */
  static final class ServerError extends IOException {
    private final int code;

    ServerError(int code, String message) {
      super("error " + code + ": " + message);
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  private static final Capabilities CAPABILITIES =
      new Capabilities(
          Capabilities.MYSQL
              | Capabilities.PROTOCOL_41
              | Capabilities.TRANSACTIONS
              | Capabilities.SECURE_CONNECTION
              | Capabilities.PLUGIN_AUTH);

  private static final int LONGEST_PACKET = 4096;
  private static final int MOST_ROUNDS = 8;
  private static final int MORE_DATA = 0x01;
  private static final int CHALLENGE = 20;
  private static final int UTF8 = 33;

  private final Socket socket = new Socket();
  private final long deadline;
  private int sequence;

  /** The clock starts now. */
  MySqlLogin(Duration timeout) {
    deadline = System.nanoTime() + Math.min(timeout.toNanos(), Duration.ofDays(1).toNanos());
  }

  /**
   * Connects.
   *
   * @throws SocketTimeoutException when the time is up
   * @throws IOException when the connection fails
   */
  void connect(InetSocketAddress address) throws IOException {
    socket.connect(address, millisLeft());
    socket.setTcpNoDelay(true);
  }

  /**
   * Says first whose connection this is.
   *
   * @throws IOException when the connection has ended
   */
  void announce(ProxyHeader header) throws IOException {
    socket.getOutputStream().write(header.version2());
  }

  /**
   * Logs in.
   *
   * @throws ServerError when the server says no
   * @throws SocketTimeoutException when the time is up
   * @throws IOException when the connection ends, or the peer speaks something else
   */
  void logIn(String user, String password) throws IOException {
    byte[] secret = password.getBytes(StandardCharsets.UTF_8);
    send(handshakeResponse(user, scramble(secret, nonceOfGreeting(receive()))));
    for (int round = 0; round < MOST_ROUNDS; round++) {
      byte[] packet = receive();
      switch (packet[0] & 0xFF) {
        case OkPacket.HEADER -> {
          return;
        }
        case AuthSwitch.HEADER -> send(answer(AuthSwitch.read(new FieldReader(packet)), secret));
        case MORE_DATA -> send(new byte[0]);
        default -> throw notMySql("unexpected packet type " + (packet[0] & 0xFF));
      }
    }
    throw notMySql("too many rounds of authentication");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static byte[] nonceOfGreeting(byte[] payload) throws IOException {
    try {
      Greeting greeting = Greeting.read(new FieldReader(payload));
      if (greeting.challenge().length >= CHALLENGE) {
        return Arrays.copyOf(greeting.challenge(), CHALLENGE);
      }
    } catch (ProtocolException e) {
      // says the same as below
    }
    throw notMySql("no MySQL greeting");
  }

  private static byte[] handshakeResponse(String user, byte[] proof) {
    return new HandshakeResponse(
            CAPABILITIES, 1 << 24, UTF8, user, proof, "", "mysql_native_password", Map.of())
        .payload();
  }

  /**
   * An answer of the length that the method wants: anything shorter counts as a protocol error, and
   * after enough of those the server blocks our address. A denied login does not count.
   */
  private static byte[] answer(AuthSwitch request, byte[] secret) {
    return switch (request.plugin()) {
      case "mysql_native_password" -> scramble(secret, Arrays.copyOf(request.data(), CHALLENGE));
      case "client_ed25519" -> new byte[64];
      default -> new byte[0];
    };
  }

  /** SHA1(password) XOR SHA1(nonce + SHA1(SHA1(password))). */
  private static byte[] scramble(byte[] secret, byte[] nonce) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] once = sha1.digest(secret);
      byte[] twice = sha1.digest(once);
      sha1.update(nonce);
      byte[] mask = sha1.digest(twice);
      for (int i = 0; i < once.length; i++) {
        once[i] ^= mask[i];
      }
      return once;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  private byte[] receive() throws IOException {
    FieldReader header = new FieldReader(receive(Frames.HEADER));
    int length = header.int3();
    sequence = header.int1() + 1;
    if (length == 0 || length > LONGEST_PACKET) {
      throw notMySql("a packet of " + length + " bytes");
    }
    byte[] packet = receive(length);
    if ((packet[0] & 0xFF) == ErrorPacket.HEADER && length >= 3) {
      ErrorPacket error = ErrorPacket.read(new FieldReader(packet));
      throw new ServerError(error.code(), error.message());
    }
    return packet;
  }

  private byte[] receive(int length) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[length];
    for (int have = 0; have < length; ) {
      socket.setSoTimeout(millisLeft());
      int read = in.read(bytes, have, length - have);
      if (read < 0) {
        throw new EOFException("the connection was closed");
      }
      have += read;
    }
    return bytes;
  }

  private void send(byte[] payload) throws IOException {
    socket.getOutputStream().write(Frames.frame(sequence, payload));
  }

  private int millisLeft() throws SocketTimeoutException {
    long nanos = deadline - System.nanoTime();
    if (nanos <= 0) {
      throw new SocketTimeoutException("the time is up");
    }
    return (int) (nanos / 1_000_000) + 1;
  }

  private static IOException notMySql(String found) {
    return new ProtocolException("not the MySQL protocol, " + found);
  }
}

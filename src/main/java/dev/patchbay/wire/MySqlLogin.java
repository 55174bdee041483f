package dev.patchbay.wire;

import java.io.ByteArrayOutputStream;
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

  /** LONG_PASSWORD, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION and PLUGIN_AUTH. */
  private static final int CAPABILITIES = 0x1 | 0x200 | 0x2000 | 0x8000 | 0x80000;

  private static final int LONGEST_PACKET = 4096;
  private static final int MOST_ROUNDS = 8;
  private static final int OK = 0x00;
  private static final int MORE_DATA = 0x01;
  private static final int AUTH_SWITCH = 0xFE;
  private static final int ERROR = 0xFF;

  private final Socket socket = new Socket();
  private final long deadline;
  private byte sequence;

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
        case OK -> {
          return;
        }
        case AUTH_SWITCH -> send(switchedAnswer(packet, secret));
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

  /**
   * Protocol version, version text, connection id, 8 bytes, filler, capabilities and so on, 12
   * bytes.
   */
  private static byte[] nonceOfGreeting(byte[] greeting) throws IOException {
    int textEnd = indexOfZero(greeting, 1);
    int first = textEnd + 5;
    int second = first + 8 + 19;
    if (greeting[0] != 10 || textEnd < 0 || greeting.length < second + 12) {
      throw notMySql("no MySQL greeting");
    }
    byte[] nonce = Arrays.copyOfRange(greeting, first, first + 20);
    System.arraycopy(greeting, second, nonce, 8, 12);
    return nonce;
  }

  private static byte[] handshakeResponse(String user, byte[] answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeInt(out, CAPABILITIES);
    writeInt(out, 1 << 24);
    out.write(33); // utf8_general_ci
    out.writeBytes(new byte[23]);
    out.writeBytes((user + "\0").getBytes(StandardCharsets.UTF_8));
    out.write(answer.length);
    out.writeBytes(answer);
    out.writeBytes("mysql_native_password\0".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  /**
   * An answer of the length that the method wants: anything shorter counts as a protocol error, and
   * after enough of those the server blocks our address. A denied login does not count.
   */
  private static byte[] switchedAnswer(byte[] packet, byte[] secret) {
    int nameEnd = indexOfZero(packet, 1);
    String method =
        nameEnd < 0 ? "" : new String(packet, 1, nameEnd - 1, StandardCharsets.US_ASCII);
    return switch (method) {
      case "mysql_native_password" ->
          scramble(secret, Arrays.copyOfRange(packet, nameEnd + 1, nameEnd + 21));
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
    byte[] header = receive(4);
    int length = (header[0] & 0xFF) | (header[1] & 0xFF) << 8 | (header[2] & 0xFF) << 16;
    if (length == 0 || length > LONGEST_PACKET) {
      throw notMySql("a packet of " + length + " bytes");
    }
    sequence = (byte) (header[3] + 1);
    byte[] packet = receive(length);
    if ((packet[0] & 0xFF) == ERROR && length >= 3) {
      int code = (packet[1] & 0xFF) | (packet[2] & 0xFF) << 8;
      String text = new String(packet, 3, length - 3, StandardCharsets.UTF_8);
      throw new ServerError(code, text.replaceFirst("^#.{5}", ""));
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

  private void send(byte[] packet) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeInt(out, packet.length | (sequence & 0xFF) << 24);
    out.writeBytes(packet);
    socket.getOutputStream().write(out.toByteArray());
  }

  private int millisLeft() throws SocketTimeoutException {
    long nanos = deadline - System.nanoTime();
    if (nanos <= 0) {
      throw new SocketTimeoutException("the time is up");
    }
    return (int) (nanos / 1_000_000) + 1;
  }

  private static int indexOfZero(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  private static void writeInt(ByteArrayOutputStream out, int value) {
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(value >> shift);
    }
  }

  private static IOException notMySql(String found) {
    return new ProtocolException("not the MySQL protocol, " + found);
  }
}

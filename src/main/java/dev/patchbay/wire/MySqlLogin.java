package dev.patchbay.wire;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/**
 * One attempt to log in to a MySQL server, under one deadline whatever the peer sends. Blocking,
 * for one thread.
 *
 * <p>It speaks the protocol itself because what matters is <em>which</em> server error ends the
 * attempt. The Vert.x client cannot tell an error that comes in place of the greeting (1040, 1129,
 * 1130) from garbage, nor a request for an authentication it does not know from a failure.
 */
final class MySqlLogin implements Closeable {

  private static final int LONGEST_PACKET = 4096;

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
    ClientLogin login = new ClientLogin(user, password, false);
    while (!login.isLetIn()) {
      Optional<byte[]> answer = login.answer(receive());
      if (answer.isPresent()) {
        send(answer.get());
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private byte[] receive() throws IOException {
    FieldReader header = new FieldReader(receive(Frames.HEADER));
    int length = header.int3();
    sequence = header.int1() + 1;
    if (length == 0 || length > LONGEST_PACKET) {
      throw notMySql("a packet of " + length + " bytes");
    }
    return receive(length);
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

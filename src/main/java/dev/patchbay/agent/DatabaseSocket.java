package dev.patchbay.agent;

import dev.patchbay.wire.ClientLogin;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.Frames;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A connection to the database for one thread that asks and waits. The bare socket, because a
 * question each 20 ms through an event loop and a driver took ten times the processor's time.
 * {@link #leave} is for any thread, all else for one.
 */
final class DatabaseSocket implements Closeable {
  private static final byte[] QUIT = Command.QUIT.payload("");

  /** In bytes. What a short question brings is a few hundred. */
  private static final int BUFFER = 16 * 1024;

  private final Selector selector;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer in =
      ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
  private int sequence;
  private volatile boolean left;

  /**
   * A socket that is not connected.
   *
   * @throws IOException when the machine has none to give
   */
  DatabaseSocket(DatabaseLogin login) throws IOException {
    channel =
        login.isLocal() ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
    try {
      selector = Selector.open();
      channel.configureBlocking(false);
      key = channel.register(selector, 0);
    } catch (IOException e) {
      // One try after the other would take what is left.
      channel.close();
      throw e;
    }
  }

  /**
   * Begins to connect.
   *
   * @throws ConnectException when nobody listens there, as where a local socket's file is gone
   * @throws IOException when the connection fails
   */
  void connect(DatabaseLogin login) throws IOException {
    if (!login.isLocal()) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    boolean done;
    try {
      done = channel.connect(address(login));
    } catch (SocketException e) {
      if (login.isLocal() && Files.notExists(Path.of(login.host()))) {
        throw (ConnectException) new ConnectException(e.getMessage()).initCause(e);
      }
      throw e;
    }
    key.interestOps(done ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
  }

  /** Whether the connection was taken; once it was, it stays so until {@link #close}. */
  boolean isConnected() {
    return channel.isConnected();
  }

  /**
   * Goes on with the connection and the login, for so long.
   *
   * @param steps of this connection, the same each time
   * @param millis 1 and more
   * @return true if the server has let us in; false if the time is up or we leave
   * @throws dev.patchbay.wire.ServerError when the server says no
   * @throws IOException when the connection fails, or the peer speaks something else
   */
  boolean logIn(ClientLogin steps, long millis) throws IOException {
    long end = System.nanoTime() + millis * 1_000_000;
    if (!channel.isConnected()) {
      if (!await(millis) || !channel.finishConnect()) {
        return false;
      }
      key.interestOps(SelectionKey.OP_READ);
    }
    while (!steps.isLetIn()) {
      byte[] packet = nextPacket();
      if (packet != null) {
        Optional<byte[]> answer = steps.answer(packet);
        if (answer.isPresent()) {
          send(sequence + 1, answer.get());
        }
      } else if (!fill((end - System.nanoTime()) / 1_000_000)) {
        return false;
      }
    }
    return true;
  }

  /** Begins a query, which is the payload of a COM_QUERY. */
  void query(byte[] payload) throws IOException {
    send(0, payload);
  }

  /**
   * Goes on with the reply, for so long.
   *
   * @param millis 1 and more
   * @return true if it is complete; false if the time is up or we leave, and the rest may come
   * @throws EOFException when the connection has ended
   * @throws ProtocolException when the server speaks something else
   */
  boolean receive(TextReply reply, long millis) throws IOException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (true) {
      for (byte[] packet = nextPacket(); packet != null; packet = nextPacket()) {
        if (reply.take(packet)) {
          return true;
        }
      }
      if (!fill((end - System.nanoTime()) / 1_000_000)) {
        return false;
      }
    }
  }

  /**
   * Waits, while nothing is asked; less long if we leave.
   *
   * @param millis 0 only to see whether it has ended
   * @throws IOException when the connection has ended, or the server says something all the same,
   *     which is that it will
   */
  void rest(long millis) throws IOException {
    if (in.hasRemaining() || fill(millis)) {
      throw new ProtocolException("the server spoke without being asked");
    }
  }

  /**
   * Says goodbye, where nothing is asked: a server counts a connection that ends without, and has a
   * line in its log for it.
   */
  void quit() throws IOException {
    send(0, QUIT);
  }

  /** Ends the wait that is under way, and all that come. */
  void leave() {
    left = true;
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    selector.close();
  }

  private static SocketAddress address(DatabaseLogin login) throws IOException {
    if (login.isLocal()) {
      return UnixDomainSocketAddress.of(login.host());
    }
    InetSocketAddress address = new InetSocketAddress(login.host(), login.port());
    if (address.isUnresolved()) {
      throw new IOException(login.host() + " has no address");
    }
    return address;
  }

  /** More than the buffer is never asked, and a socket's buffer takes that. */
  private void send(int number, byte[] payload) throws IOException {
    out.clear().put(Frames.frame(number, payload)).flip();
    channel.write(out);
    if (out.hasRemaining()) {
      throw new IOException("the database does not read");
    }
  }

  /** The next whole packet's payload of what has been read; null if there is none yet. */
  private byte[] nextPacket() throws IOException {
    if (in.remaining() < Frames.HEADER) {
      return null;
    }
    int header = in.getInt(in.position());
    int length = header & 0xFF_FFFF;
    if (length > BUFFER - Frames.HEADER) {
      throw new ProtocolException("a packet of " + length + " bytes");
    }
    if (in.remaining() < Frames.HEADER + length) {
      return null;
    }
    sequence = header >>> 24;
    in.position(in.position() + Frames.HEADER);
    byte[] payload = new byte[length];
    in.get(payload);
    return payload;
  }

  /**
   * Reads what comes within that time.
   *
   * @return false if there was nothing
   */
  private boolean fill(long millis) throws IOException {
    if (!await(millis)) {
      return false;
    }
    in.compact();
    int read = channel.read(in);
    in.flip();
    if (read < 0) {
      throw new EOFException("the database closed the connection");
    }
    return read > 0;
  }

  private boolean await(long millis) throws IOException {
    int ready = millis > 0 && !left ? selector.select(millis) : selector.selectNow();
    selector.selectedKeys().clear();
    return ready > 0 && !left;
  }
}

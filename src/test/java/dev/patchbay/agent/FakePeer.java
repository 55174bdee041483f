package dev.patchbay.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Something on a port that is no database: it says its piece to whoever connects. */
public final class FakePeer implements AutoCloseable {

  /** What it does with a connection, on a thread of that connection's own. */
  public interface Piece {
    void play(Socket socket) throws Exception;
  }

  private final ServerSocket listener;
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();

  public FakePeer(Piece piece) throws IOException {
    this(0, piece);
  }

  /**
   * @param port 0 for any
   */
  FakePeer(int port, Piece piece) throws IOException {
    listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    start(
        () -> {
          while (true) {
            Socket socket = listener.accept();
            accepted.add(socket);
            start(() -> piece.play(socket));
            if (listener.isClosed()) {
              // Whoever closed us may have been past this one.
              socket.close();
            }
          }
        });
  }

  /** Accepts and says nothing. */
  public static FakePeer silent() throws IOException {
    return new FakePeer(socket -> {});
  }

  /** Says these bytes, waits for the peer to say something or to leave, and closes. */
  public static FakePeer saying(byte[] bytes) throws IOException {
    return new FakePeer(
        socket -> {
          socket.getOutputStream().write(bytes);
          socket.shutdownOutput();
        });
  }

  /** A server's error in place of its greeting. */
  public static byte[] errorPacket(int code, String message) {
    byte[] text = message.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] packet = new byte[4 + 3 + text.length];
    packet[0] = (byte) (3 + text.length);
    packet[4] = (byte) 0xFF;
    packet[5] = (byte) code;
    packet[6] = (byte) (code >> 8);
    System.arraycopy(text, 0, packet, 7, text.length);
    return packet;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections it has accepted. */
  public int accepted() {
    return accepted.size();
  }

  /** How many of them the other side has not closed yet. */
  public long open() {
    return accepted.stream().filter(FakePeer::isOpen).count();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    endConnections();
  }

  /** Ends those that it has; it goes on to take others. */
  void endConnections() throws IOException {
    for (Socket socket : accepted) {
      socket.close();
    }
  }

  private static boolean isOpen(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() >= 0;
    } catch (java.net.SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception e) {
                // the socket was closed: the piece is over
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}

package dev.patchbay.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A client that has read the server's greeting, and then neither says nor asks anything. */
final class IdleSession implements AutoCloseable {

  private final Socket socket;

  private IdleSession(Socket socket) {
    this.socket = socket;
  }

  /**
   * Connects through the proxy.
   *
   * @throws IOException if no server greets within some seconds
   */
  static IdleSession open(int proxyPort) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxyPort);
    socket.setSoTimeout(10_000);
    byte[] header = socket.getInputStream().readNBytes(4);
    if (header.length < 4) {
      socket.close();
      throw new IOException("closed before the greeting");
    }
    int length = (header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
    socket.getInputStream().readNBytes(length);
    return new IdleSession(socket);
  }

  /** Whether the session is still open; waits for its end for at most {@code patience}. */
  boolean openAfter(Duration patience) throws IOException {
    socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException reset) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package dev.patchbay.testing;

import dev.patchbay.wire.Frames;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Reads and writes packets at one end of a connection. */
public final class MysqlPackets {
  /** One packet. */
  public record Packet(int number, byte[] payload) {
    /** The first byte of the payload, unsigned. */
    public int first() {
      return payload[0] & 0xFF;
    }
  }

  private final DataInputStream in;
  private final OutputStream out;
  private volatile boolean dribbles;

  public MysqlPackets(Socket socket) throws IOException {
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** TLS within this connection, whose handshake is over. */
  static Socket secure(Socket plain, SSLContext context, boolean client) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", 1, true);
    socket.setUseClientMode(client);
    socket.startHandshake();
    return socket;
  }

  /**
   * The next packet.
   *
   * @throws EOFException if the other side ends between two packets, or within one
   */
  public Packet read() throws IOException {
    int header = Integer.reverseBytes(in.readInt());
    byte[] payload = new byte[header & 0xFF_FFFF];
    in.readFully(payload);
    return new Packet(header >>> 24, payload);
  }

  public void write(int number, byte[] payload) throws IOException {
    raw(Frames.frame(number, payload));
  }

  /** From now on each byte is written by itself. */
  public void dribble() {
    dribbles = true;
  }

  /** What need not be a packet. */
  public void raw(byte[] bytes) throws IOException {
    if (dribbles) {
      for (byte one : bytes) {
        out.write(one);
        out.flush();
      }
      return;
    }
    out.write(bytes);
    out.flush();
  }
}

package dev.patchbay.demo;

import io.vertx.core.buffer.Buffer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client that sends whatever bytes a test likes. */
final class RawClient implements AutoCloseable {
  private static final int PROTOCOL_AND_PLUGIN = 1 << 9 | 1 << 15 | 1 << 19;

  private final Socket socket;
  private final DataInputStream in;

  /** One packet that the server sent. */
  record Packet(int sequence, byte[] payload) {
    int first() {
      return payload[0] & 0xFF;
    }

    int errorCode() {
      return first() == 0xFF ? (payload[1] & 0xFF) | (payload[2] & 0xFF) << 8 : 0;
    }

    String text() {
      return new String(payload, StandardCharsets.ISO_8859_1);
    }
  }

  RawClient(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
  }

  void send(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void send(int sequence, byte[] payload) throws IOException {
    send(Packets.frame(sequence, List.of(Buffer.buffer(payload))).getBytes());
  }

  void query(String sql) throws IOException {
    send(0, ("\u0003" + sql).getBytes(StandardCharsets.UTF_8));
  }

  Packet read() throws IOException {
    int length = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
    int sequence = in.readUnsignedByte();
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Packet(sequence, payload);
  }

  /** True once the server has closed; false if it sends instead. */
  boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  /** Logs in as any, by mysql_native_password. */
  RawClient login() throws IOException {
    read();
    send(1, handshake(PROTOCOL_AND_PLUGIN, "mysql_native_password"));
    if (read().first() != 0) {
      throw new AssertionError("login refused");
    }
    return this;
  }

  static byte[] handshake(String plugin) {
    return handshake(PROTOCOL_AND_PLUGIN, plugin);
  }

  static byte[] handshake(int flags, String plugin) {
    Buffer out = Buffer.buffer().appendIntLE(flags).appendIntLE(1 << 24).appendByte((byte) 45);
    out.appendBytes(new byte[23]).appendString("any\0").appendByte((byte) 0);
    return out.appendString(plugin + "\0").getBytes();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

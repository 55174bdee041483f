package dev.patchbay.agent;

import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.ServerStatus;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A database server that lets anybody in, and answers what it is asked as the test says. */
final class FakeServer {
  static final byte[] OK = {0, 0, 0, 2, 0, 0, 0};
  static final byte[] EOF = {(byte) 0xFE, 0, 0, 2, 0};

  private static final byte[] GREETING =
      new Greeting(
              "10.11.6-MariaDB",
              7,
              new byte[20],
              new Capabilities(
                  Capabilities.PROTOCOL_41
                      | Capabilities.SECURE_CONNECTION
                      | Capabilities.PLUGIN_AUTH),
              33,
              new ServerStatus(2),
              "mysql_native_password")
          .payload();

  /** The answer to one command. */
  interface Answer {
    /**
     * @param command the payload of what was asked
     * @return the bytes to send; null to close
     */
    byte[] to(byte[] command);
  }

  private FakeServer() {}

  static FakePeer.Piece answering(Answer answer) {
    return socket -> {
      letIn(socket);
      for (byte[] bytes = answer.to(packet(socket));
          bytes != null;
          bytes = answer.to(packet(socket))) {
        socket.getOutputStream().write(bytes);
      }
      socket.close();
    };
  }

  static void letIn(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    OutputStream out = socket.getOutputStream();
    out.write(Frames.frame(0, GREETING));
    packet(socket);
    out.write(Frames.frame(2, OK));
  }

  /** The next packet's payload. */
  static byte[] packet(Socket socket) throws IOException {
    byte[] header = socket.getInputStream().readNBytes(Frames.HEADER);
    if (header.length < Frames.HEADER) {
      throw new EOFException();
    }
    return socket.getInputStream().readNBytes((header[0] & 0xFF) | (header[1] & 0xFF) << 8);
  }

  /** The whole reply to a SHOW, with names and values in turn. */
  static byte[] rows(String... namesAndValues) {
    List<byte[]> packets =
        new ArrayList<>(List.of(new byte[] {2}, new byte[20], new byte[20], EOF));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      ByteArrayOutputStream row = new ByteArrayOutputStream();
      row.writeBytes(text(namesAndValues[i]));
      row.writeBytes(text(namesAndValues[i + 1]));
      packets.add(row.toByteArray());
    }
    packets.add(EOF);
    return Frames.frame(1, packets);
  }

  /** A text behind its length. */
  static byte[] text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    byte[] field = new byte[bytes.length + 1];
    field[0] = (byte) bytes.length;
    System.arraycopy(bytes, 0, field, 1, bytes.length);
    return field;
  }
}

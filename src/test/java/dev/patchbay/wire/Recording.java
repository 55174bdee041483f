package dev.patchbay.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What a client and a server said, in the order in which it passed between them. A file of it is
 * compressed by gzip; each piece is a byte for the direction (1: from the client), four of length,
 * the bytes.
 */
record Recording(List<Piece> pieces) {

  /** Some bytes of one direction. */
  record Piece(boolean client, byte[] bytes) {}

  Recording {
    pieces = List.copyOf(pieces);
  }

  /** Names of those in {@code src/test/resources/wire}. */
  static List<String> names() {
    try (var files = Files.list(Path.of("src/test/resources/wire"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".rec.gz"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Recording named(String name) {
    try (InputStream file = Files.newInputStream(Path.of("src/test/resources/wire", name));
        DataInputStream in = new DataInputStream(new GZIPInputStream(file))) {
      List<Piece> pieces = new ArrayList<>();
      for (int direction = in.read(); direction >= 0; direction = in.read()) {
        pieces.add(new Piece(direction == 1, in.readNBytes(in.readInt())));
      }
      return new Recording(pieces);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void save(Path file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      for (Piece piece : joined().pieces) {
        out.writeByte(piece.client ? 1 : 0);
        out.writeInt(piece.bytes.length);
        out.write(piece.bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Files.write(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Neighbours of one direction are one piece. */
  Recording joined() {
    List<Piece> joined = new ArrayList<>();
    ByteArrayOutputStream run = new ByteArrayOutputStream();
    for (int i = 0; i < pieces.size(); i++) {
      run.writeBytes(pieces.get(i).bytes);
      if (i + 1 == pieces.size() || pieces.get(i + 1).client != pieces.get(i).client) {
        joined.add(new Piece(pieces.get(i).client, run.toByteArray()));
        run.reset();
      }
    }
    return new Recording(joined);
  }

  long bytes() {
    return pieces.stream().mapToLong(piece -> piece.bytes.length).sum();
  }

  void play(Conversation conversation) {
    for (Piece piece : pieces) {
      show(conversation, piece.client, ByteBuffer.wrap(piece.bytes));
    }
  }

  static void show(Conversation conversation, boolean client, ByteBuffer bytes) {
    if (client) {
      conversation.fromClient(bytes);
    } else {
      conversation.fromServer(bytes);
    }
  }
}

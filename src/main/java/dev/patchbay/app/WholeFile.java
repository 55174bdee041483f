package dev.patchbay.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that is read and replaced as a whole, so that a crash leaves the old one or the new one.
 * Blocks; for one thread at a time.
 *
 * @param path the file; its directory must be there
 * @param maxBytes a larger one is not read
 */
record WholeFile(Path path, int maxBytes) {

  /** It is there, and cannot be used. */
  static final class Damaged extends Exception {
    private static final long serialVersionUID = 1L;

    Damaged(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * What was written last; empty if there is no file.
   *
   * @throws Damaged if there is one that cannot be read
   */
  Optional<String> read() throws Damaged {
    if (Files.notExists(path)) {
      return Optional.empty();
    }
    // A pipe would never end.
    if (!Files.isRegularFile(path)) {
      throw new Damaged("it is no file", null);
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new Damaged("it is larger than " + maxBytes + " bytes", null);
      }
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new Damaged("it cannot be read: " + e.getMessage(), e);
    }
  }

  /** Replaces the file. */
  void replace(String text) throws IOException {
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    if (all.length > maxBytes) {
      throw new IOException("it would be larger than " + maxBytes + " bytes");
    }
    Path next = path.resolveSibling(path.getFileName() + ".new");
    ByteBuffer bytes = ByteBuffer.wrap(all);
    // What somebody else has put there is not followed, and not waited for.
    Files.deleteIfExists(next);
    try (FileChannel out =
        FileChannel.open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

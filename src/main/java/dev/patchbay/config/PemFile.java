package dev.patchbay.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * PEM text that stands in a file of its own, which the configuration names by its absolute path. It
 * is read each time the configuration is, so that a reload sees a certificate that was renewed in
 * place.
 */
final class PemFile {
  /** Added to what is said to be expected of a key with PEM text. */
  static final String EXPECTED = ", or the absolute path of a file with it";

  /** All authorities of a system are 200 KiB. */
  private static final int MAX_BYTES = 1 << 20;

  private PemFile() {}

  /** Whether this value of a key is a path; no PEM text begins like one. */
  static boolean isPath(String value) {
    return value.startsWith("/") && value.indexOf('\n') < 0;
  }

  /**
   * Reads it. Blocks on the file system.
   *
   * @throws IOException if it cannot be read or is larger than 1 MiB; the message says why, without
   *     the path
   */
  static String read(String path) throws IOException {
    try (InputStream in = Files.newInputStream(regular(path))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("larger than " + MAX_BYTES + " bytes");
      }
      // What is no text is no PEM either, and is found out as such.
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException("permission is denied", e);
    }
  }

  /** A pipe or a device might never end, and a directory cannot be read. */
  private static Path regular(String text) throws IOException {
    try {
      Path path = Path.of(text);
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new IOException("not a regular file");
      }
      return path;
    } catch (InvalidPathException e) {
      throw new IOException("not a path", e);
    }
  }
}

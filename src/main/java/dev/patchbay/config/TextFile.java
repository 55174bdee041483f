package dev.patchbay.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Small files that the configuration names. */
final class TextFile {
  private TextFile() {}

  /**
   * Reads one. Blocks on the file system.
   *
   * @param most how many bytes it may have
   * @throws IOException if it cannot be read or is larger; the message says why, without the path
   */
  static String read(String path, int most) throws IOException {
    try (InputStream in = Files.newInputStream(regular(path))) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new IOException("larger than " + most + " bytes");
      }
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

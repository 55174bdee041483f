package dev.patchbay.config;

import java.io.IOException;

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
   * Reads it. Blocks on the file system. What is no text is no PEM either, and is found out as
   * such.
   *
   * @throws IOException if it cannot be read or is larger than 1 MiB; the message says why, without
   *     the path
   */
  static String read(String path) throws IOException {
    return TextFile.read(path, MAX_BYTES);
  }
}

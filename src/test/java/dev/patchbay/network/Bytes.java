package dev.patchbay.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;

/** The same many bytes at both ends. */
final class Bytes {
  private static final int CHUNK = 64 * 1024;
  private static final byte[] PATTERN = new byte[CHUNK];

  static {
    new Random(7).nextBytes(PATTERN);
  }

  private Bytes() {}

  /** Writes so many, in chunks of 64 KiB. */
  static void write(OutputStream out, int chunks) throws IOException {
    for (int i = 0; i < chunks; i++) {
      out.write(PATTERN);
    }
  }

  /** Reads all of them. */
  static void readAll(InputStream in, int chunks) throws IOException {
    for (int i = 0; i < chunks; i++) {
      readChunk(in, i);
    }
  }

  private static void readChunk(InputStream in, int number) throws IOException {
    byte[] got = in.readNBytes(CHUNK);
    if (!Arrays.equals(got, PATTERN)) {
      throw new IOException(
          "chunk " + number + " is not what was written; " + got.length + " bytes");
    }
  }
}

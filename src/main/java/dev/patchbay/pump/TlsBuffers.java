package dev.patchbay.pump;

import java.nio.ByteBuffer;

/**
 * Where a loop encrypts and decrypts, for one socket at a time: what is left of that when the
 * socket's turn is over is kept with the socket. So an idle session holds none.
 */
final class TlsBuffers {
  /** No record is longer, with whatever cipher (RFC 5246 and 8446); the JDK's own are 16,709. */
  static final int RECORD = 17 * 1024;

  /** So many records are sent by one system call. */
  private static final int RECORDS_OUT = 4;

  private final ByteBuffer in = ByteBuffer.allocateDirect(128 * 1024);
  private final ByteBuffer plain = ByteBuffer.allocateDirect(RECORD);
  private final ByteBuffer out = ByteBuffer.allocateDirect(RECORDS_OUT * RECORD);

  /** For what has come, encrypted; what it held is lost. */
  ByteBuffer in() {
    return in.clear();
  }

  /** For one record that is decrypted; what it held is lost. */
  ByteBuffer plain() {
    return plain.clear();
  }

  /** For what is to be sent, encrypted; what it held is lost. */
  ByteBuffer out() {
    return out.clear();
  }
}

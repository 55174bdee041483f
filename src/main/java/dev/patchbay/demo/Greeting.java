package dev.patchbay.demo;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** The packet with which a server opens the conversation: protocol 10, no TLS. */
final class Greeting {
  static final String VERSION = "8.0.45-patchbay-stand-in";
  static final String NATIVE_PASSWORD = "mysql_native_password";

  /** Bytes of the random challenge that a client mixes into the proof of its password. */
  static final int CHALLENGE_LENGTH = 20;

  static final int CONNECT_WITH_DB = 1 << 3;
  static final int PROTOCOL_41 = 1 << 9;
  static final int SSL = 1 << 11;
  static final int SECURE_CONNECTION = 1 << 15;
  static final int PLUGIN_AUTH = 1 << 19;
  static final int PLUGIN_AUTH_LENENC = 1 << 21;

  private static final int LONG_PASSWORD = 1;
  private static final int FOUND_ROWS = 1 << 1;
  private static final int LONG_FLAG = 1 << 2;
  private static final int INTERACTIVE = 1 << 10;
  private static final int TRANSACTIONS = 1 << 13;
  private static final int MULTI_RESULTS = 1 << 17;

  /**
   * What this server can do. Not announced, and so never used by a client: TLS, compression, the
   * protocol without EOF packets, query attributes, several statements in one query.
   */
  private static final int CAPABILITIES =
      LONG_PASSWORD
          | FOUND_ROWS
          | LONG_FLAG
          | CONNECT_WITH_DB
          | PROTOCOL_41
          | INTERACTIVE
          | TRANSACTIONS
          | SECURE_CONNECTION
          | MULTI_RESULTS
          | PLUGIN_AUTH
          | PLUGIN_AUTH_LENENC;

  private static final int UTF8MB4 = 45;
  private static final int AUTOCOMMIT = 0x0002;
  private static final int FIRST_PART = 8;

  private Greeting() {}

  /**
   * @param challenge {@link #CHALLENGE_LENGTH} bytes, none of them zero
   */
  static Buffer payload(int connectionId, byte[] challenge) {
    Buffer out = Buffer.buffer().appendByte((byte) 10);
    Packets.appendText(out, VERSION);
    out.appendIntLE(connectionId)
        .appendBytes(Arrays.copyOf(challenge, FIRST_PART))
        .appendByte((byte) 0)
        .appendUnsignedShortLE(CAPABILITIES & 0xFFFF)
        .appendByte((byte) UTF8MB4)
        .appendUnsignedShortLE(AUTOCOMMIT)
        .appendUnsignedShortLE(CAPABILITIES >>> 16)
        .appendByte((byte) (CHALLENGE_LENGTH + 1))
        .appendBytes(new byte[10])
        .appendBytes(Arrays.copyOfRange(challenge, FIRST_PART, CHALLENGE_LENGTH))
        .appendByte((byte) 0);
    Packets.appendText(out, NATIVE_PASSWORD);
    return out;
  }
}

package dev.patchbay.demo;

import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.ServerStatus;
import io.vertx.core.buffer.Buffer;

/** The packet with which a stand-in opens the conversation: protocol 10, no TLS. */
final class Greeting {
  static final String VERSION = "8.0.45-patchbay-stand-in";
  static final String NATIVE_PASSWORD = "mysql_native_password";

  /** Bytes of the random challenge that a client mixes into the proof of its password. */
  static final int CHALLENGE_LENGTH = 20;

  /**
   * What this server can do. Not announced, and so never used by a client: TLS, compression, the
   * protocol without EOF packets, query attributes, several statements in one query.
   */
  private static final Capabilities CAPABILITIES =
      new Capabilities(
          Capabilities.MYSQL
              | Capabilities.FOUND_ROWS
              | Capabilities.LONG_FLAG
              | Capabilities.CONNECT_WITH_DB
              | Capabilities.PROTOCOL_41
              | Capabilities.INTERACTIVE
              | Capabilities.TRANSACTIONS
              | Capabilities.SECURE_CONNECTION
              | Capabilities.MULTI_RESULTS
              | Capabilities.PLUGIN_AUTH
              | Capabilities.PLUGIN_AUTH_LENENC);

  private static final int UTF8MB4 = 45;

  private Greeting() {}

  /**
   * @param challenge {@link #CHALLENGE_LENGTH} bytes, none of them zero
   */
  static Buffer payload(int connectionId, byte[] challenge) {
    return Buffer.buffer(
        new dev.patchbay.wire.Greeting(
                VERSION,
                connectionId,
                challenge,
                CAPABILITIES,
                UTF8MB4,
                new ServerStatus(ServerStatus.AUTOCOMMIT),
                NATIVE_PASSWORD)
            .payload());
  }
}

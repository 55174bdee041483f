package dev.patchbay.demo;

import dev.patchbay.wire.AuthSwitch;
import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.OkPacket;
import dev.patchbay.wire.ServerStatus;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** The packets of a MySQL server that the stand-ins send. Pure. */
final class Packets {
  private static final OkPacket DONE = OkPacket.of(new ServerStatus(ServerStatus.AUTOCOMMIT));

  private Packets() {}

  /**
   * Puts the header before each payload.
   *
   * @param firstSequence number of the first packet; the others follow, 0 after 255
   */
  static Buffer frame(int firstSequence, List<Buffer> payloads) {
    return Buffer.buffer(
        Frames.frame(firstSequence, payloads.stream().map(Buffer::getBytes).toList()));
  }

  /** OK with nothing affected, no warnings, autocommit on. */
  static Buffer ok() {
    return Buffer.buffer(DONE.payload(Capabilities.NONE));
  }

  /** EOF, which ends the column definitions and the rows. */
  static Buffer eof() {
    return Buffer.buffer(DONE.eofPayload());
  }

  static Buffer error(Answer.Failure failure) {
    return Buffer.buffer(
        new ErrorPacket(failure.code(), failure.sqlState(), failure.message()).payload());
  }

  /** Asks the client to prove itself by another method. */
  static Buffer authSwitch(String plugin, byte[] challenge) {
    return Buffer.buffer(new AuthSwitch(plugin, challenge).payload());
  }

  /** Tells a client of caching_sha2_password that its proof was accepted; an OK must follow. */
  static Buffer fastAuthSuccess() {
    return Buffer.buffer(new byte[] {0x01, 0x03});
  }
}

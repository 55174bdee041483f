package dev.patchbay.wire;

import java.net.ProtocolException;

/**
 * A server says that something is done: OK (page_protocol_basic_ok_packet), or EOF
 * (page_protocol_basic_eof_packet), which has only the last two of these numbers.
 *
 * @param affectedRows unsigned
 * @param lastInsertId unsigned
 * @param track what has changed in the session; {@link SessionTrack#NOTHING} without {@link
 *     Capabilities#SESSION_TRACK}
 */
public record OkPacket(
    long affectedRows, long lastInsertId, ServerStatus status, int warnings, SessionTrack track) {
  /** The first byte. */
  public static final int HEADER = 0x00;

  /** The first byte of an EOF, and of an OK that ends rows. */
  public static final int EOF_HEADER = 0xFE;

  /** An EOF is as long as this, in bytes, and no OK is as short. */
  static final int EOF_BYTES = 5;

  /** The numbers are within these, in bytes: 1 + 9 + 9 + 2 + 2. */
  static final int NUMBERS = 23;

  /** How much is read of one that tracks the session, in bytes. GTIDs alone may be longer. */
  static final int READ = 16 * 1024;

  /** Nothing affected, no warnings, nothing tracked. */
  public static OkPacket of(ServerStatus status) {
    return new OkPacket(0, 0, status, 0, SessionTrack.NOTHING);
  }

  /**
   * Reads a payload, of either kind, or the first {@link #READ} bytes of one.
   *
   * @param agreed what both sides can do
   */
  public static OkPacket read(FieldReader in, Capabilities agreed) throws ProtocolException {
    int length = in.remaining();
    int header = in.int1();
    if (header == EOF_HEADER && length == EOF_BYTES) {
      int warnings = in.int2();
      return new OkPacket(0, 0, new ServerStatus(in.int2()), warnings, SessionTrack.NOTHING);
    }
    if (header != HEADER && header != EOF_HEADER) {
      throw new ProtocolException("neither OK nor EOF");
    }
    long affected = in.lengthEncoded();
    long insertId = in.lengthEncoded();
    ServerStatus status = new ServerStatus(in.int2());
    int warnings = in.int2();
    boolean tracked = agreed.has(Capabilities.SESSION_TRACK) && status.sessionStateChanged();
    return new OkPacket(
        affected, insertId, status, warnings, tracked ? track(in) : SessionTrack.NOTHING);
  }

  private static SessionTrack track(FieldReader in) {
    try {
      in.skipLengthEncoded(); // a text for people
      return SessionTrack.read(in.lengthEncodedPart());
    } catch (ProtocolException e) {
      return SessionTrack.UNREADABLE;
    }
  }

  /**
   * As an OK's payload.
   *
   * @param agreed what both sides can do
   */
  public byte[] payload(Capabilities agreed) {
    return payload(HEADER, agreed);
  }

  /**
   * As what ends rows, or definitions.
   *
   * @param agreed what both sides can do
   */
  public byte[] endPayload(Capabilities agreed) {
    return agreed.has(Capabilities.DEPRECATE_EOF) ? payload(EOF_HEADER, agreed) : eofPayload();
  }

  /** As an EOF's payload. */
  public byte[] eofPayload() {
    return new FieldWriter().int1(EOF_HEADER).int2(warnings).int2(status.flags()).payload();
  }

  private byte[] payload(int header, Capabilities agreed) {
    FieldWriter out =
        new FieldWriter()
            .int1(header)
            .lengthEncoded(affectedRows)
            .lengthEncoded(lastInsertId)
            .int2(status.flags())
            .int2(warnings);
    if (agreed.has(Capabilities.SESSION_TRACK) && status.sessionStateChanged()) {
      out.lengthEncodedText("").lengthEncodedBytes(track.payload());
    }
    return out.payload();
  }
}

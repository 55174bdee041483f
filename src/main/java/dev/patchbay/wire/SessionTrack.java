package dev.patchbay.wire;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an OK packet says has changed in the session, in its order (page_protocol_basic_ok_packet,
 * sect_protocol_basic_ok_packet_sessinfo).
 *
 * @param complete whether all was read; otherwise there may have been more changes
 */
public record SessionTrack(List<Change> changes, boolean complete) {
  /** Nothing has changed. */
  public static final SessionTrack NOTHING = new SessionTrack(List.of(), true);

  /** Something has changed that cannot be told. */
  public static final SessionTrack UNREADABLE = new SessionTrack(List.of(), false);

  /** More changes than these are not read. */
  static final int MOST_CHANGES = 256;

  /** What kind of thing has changed. The place is the number in the packet. */
  public enum Kind {
    SYSTEM_VARIABLE,
    SCHEMA,
    /** Whether the session has state that is lost with it; the value is "1". */
    STATE,
    GTIDS,
    /** The statement that would begin such a transaction. */
    TRANSACTION_CHARACTERISTICS,
    /** Eight letters; see {@link SessionTrack#transactionState}. */
    TRANSACTION_STATE,
    /** Of a newer server. */
    UNKNOWN
  }

  /**
   * One change.
   *
   * @param name of a variable; else empty
   * @param value empty if the kind is unknown
   */
  public record Change(Kind kind, String name, String value) {}

  public SessionTrack {
    changes = List.copyOf(changes);
  }

  static SessionTrack read(FieldReader in) throws ProtocolException {
    List<Change> changes = new ArrayList<>();
    while (in.remaining() > 0) {
      int number = in.int1();
      FieldReader data = in.lengthEncodedPart();
      if (changes.size() == MOST_CHANGES) {
        return new SessionTrack(changes, false);
      }
      Kind kind = number < Kind.UNKNOWN.ordinal() ? Kind.values()[number] : Kind.UNKNOWN;
      switch (kind) {
        case SYSTEM_VARIABLE -> {
          // MySQL sends one of them for each change, MariaDB all in one.
          while (data.remaining() > 0 && changes.size() < MOST_CHANGES) {
            changes.add(new Change(kind, data.lengthEncodedText(), data.lengthEncodedText()));
          }
          if (data.remaining() > 0) {
            return new SessionTrack(changes, false);
          }
        }
        case GTIDS -> {
          data.skip(1); // how they are written; 0 is the only way
          changes.add(new Change(kind, "", data.lengthEncodedText()));
        }
        case UNKNOWN -> changes.add(new Change(kind, "", ""));
        default -> changes.add(new Change(kind, "", data.lengthEncodedText()));
      }
    }
    return new SessionTrack(changes, true);
  }

  /**
   * The transaction's state, if it has changed. Eight letters, each {@code _} if it is not so: T an
   * explicit or I an implicit transaction; r and R read, w and W written, of tables without and
   * with transactions; s an unsafe statement; S a result was sent; L tables are locked.
   */
  public Optional<String> transactionState() {
    return changes.stream()
        .filter(change -> change.kind() == Kind.TRANSACTION_STATE)
        .map(Change::value)
        .reduce((before, after) -> after);
  }

  byte[] payload() {
    FieldWriter out = new FieldWriter();
    for (Change change : changes) {
      FieldWriter data = new FieldWriter();
      if (change.kind() == Kind.SYSTEM_VARIABLE) {
        data.lengthEncodedText(change.name());
      } else if (change.kind() == Kind.GTIDS) {
        data.int1(0);
      }
      data.lengthEncodedBytes(change.value().getBytes(StandardCharsets.UTF_8));
      out.int1(change.kind().ordinal()).lengthEncodedBytes(data.payload());
    }
    return out.payload();
  }
}

package dev.patchbay.agent;

import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.OkPacket;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The reply to one short query, put together from its packets: OK, an error, or a few rows of text
 * (page_protocol_com_query_response_text_resultset, without CLIENT_DEPRECATE_EOF). Not for several
 * threads.
 */
final class TextReply {
  private static final int LOCAL_INFILE = 0xFB;
  private static final int LONGEST_EOF = 8;

  /** Our questions bring less than twenty, definitions of columns and all. */
  private static final int MOST_PACKETS = 128;

  private final List<byte[]> rows = new ArrayList<>();
  private Optional<ErrorPacket> error = Optional.empty();
  private int packets;
  private boolean first = true;
  private boolean definitions;
  private boolean complete;

  /**
   * Takes the next packet's payload.
   *
   * @return true if that was the last
   * @throws ProtocolException if it is no reply to what we ask
   */
  boolean take(byte[] payload) throws ProtocolException {
    if (++packets > MOST_PACKETS) {
      throw new ProtocolException("too many packets for a short question");
    }
    int head = payload.length == 0 ? -1 : payload[0] & 0xFF;
    if (head == ErrorPacket.HEADER) {
      error = Optional.of(ErrorPacket.read(new FieldReader(payload)));
      complete = true;
    } else if (first) {
      first = false;
      complete = head == OkPacket.HEADER;
      definitions = true;
      if (head == -1 || head == LOCAL_INFILE || head == OkPacket.EOF_HEADER) {
        throw new ProtocolException("no reply to a short question");
      }
    } else if (head == OkPacket.EOF_HEADER && payload.length <= LONGEST_EOF) {
      complete = !definitions;
      definitions = false;
    } else if (!definitions) {
      rows.add(payload);
    }
    return complete;
  }

  /** Why there is no answer. */
  Optional<ErrorPacket> error() {
    return error;
  }

  /**
   * The rows of a SHOW: names and values.
   *
   * @throws ProtocolException if they are not of two columns
   */
  Map<String, String> namesAndValues() throws ProtocolException {
    Map<String, String> values = new TreeMap<>();
    for (byte[] row : rows) {
      FieldReader fields = new FieldReader(row);
      values.put(fields.lengthEncodedText(), fields.lengthEncodedText());
    }
    return values;
  }

  /** The rows as they came, each the payload of a packet. */
  List<byte[]> rows() {
    return List.copyOf(rows);
  }
}

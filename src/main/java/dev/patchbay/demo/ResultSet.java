package dev.patchbay.demo;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows of text under named columns, as COM_QUERY returns them. Immutable.
 *
 * @param rows each as long as {@code columns}; an empty value is NULL
 */
record ResultSet(List<Column> columns, List<List<Optional<String>>> rows) {

  /** How a column's values are to be read. */
  enum Type {
    NUMBER(0x08, 63, 20),
    TEXT(0xFD, 45, 1024);

    private final int code;
    private final int charset;
    private final int length;

    Type(int code, int charset, int length) {
      this.code = code;
      this.charset = charset;
      this.length = length;
    }
  }

  /** One column. */
  record Column(String name, Type type) {}

  ResultSet {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Optional<String>> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException("a row of " + row.size() + " for " + columns);
      }
    }
  }

  /** Text columns without rows. */
  static ResultSet empty(String... names) {
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(new Column(name, Type.TEXT));
    }
    return new ResultSet(columns, List.of());
  }

  /** One more row, of text. */
  ResultSet plus(String... values) {
    List<List<Optional<String>>> more = new ArrayList<>(rows);
    List<Optional<String>> row = new ArrayList<>();
    for (String value : values) {
      row.add(Optional.of(value));
    }
    more.add(row);
    return new ResultSet(columns, more);
  }

  /** The packets of this result set, ended by EOF packets in the way of MySQL 4.1 to 5.6. */
  List<Buffer> payloads() {
    List<Buffer> packets = new ArrayList<>();
    Buffer count = Buffer.buffer();
    Packets.appendLength(count, columns.size());
    packets.add(count);
    columns.forEach(column -> packets.add(definition(column)));
    packets.add(Packets.eof());
    rows.forEach(row -> packets.add(row(row)));
    packets.add(Packets.eof());
    return packets;
  }

  private static Buffer definition(Column column) {
    Buffer out = Buffer.buffer();
    Packets.appendLengthEncoded(out, "def");
    Packets.appendLengthEncoded(out, ""); // schema
    Packets.appendLengthEncoded(out, ""); // table
    Packets.appendLengthEncoded(out, ""); // table, without its alias
    Packets.appendLengthEncoded(out, column.name());
    Packets.appendLengthEncoded(out, ""); // name, without its alias
    return out.appendByte((byte) 0x0C) // bytes of what follows
        .appendUnsignedShortLE(column.type().charset)
        .appendIntLE(column.type().length)
        .appendByte((byte) column.type().code)
        .appendUnsignedShortLE(0) // flags
        .appendByte((byte) 0) // decimals
        .appendUnsignedShortLE(0);
  }

  private static Buffer row(List<Optional<String>> values) {
    Buffer out = Buffer.buffer();
    for (Optional<String> value : values) {
      value.ifPresentOrElse(
          text -> Packets.appendLengthEncoded(out, text), () -> out.appendByte((byte) 0xFB));
    }
    return out;
  }
}

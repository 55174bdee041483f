package dev.patchbay.demo;

import dev.patchbay.wire.FieldWriter;
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
    packets.add(Buffer.buffer(new FieldWriter().lengthEncoded(columns.size()).payload()));
    columns.forEach(column -> packets.add(definition(column)));
    packets.add(Packets.eof());
    rows.forEach(row -> packets.add(row(row)));
    packets.add(Packets.eof());
    return packets;
  }

  private static Buffer definition(Column column) {
    return Buffer.buffer(
        new FieldWriter()
            .lengthEncodedText("def")
            .lengthEncodedText("") // schema
            .lengthEncodedText("") // table
            .lengthEncodedText("") // table, without its alias
            .lengthEncodedText(column.name())
            .lengthEncodedText("") // name, without its alias
            .int1(0x0C) // bytes of what follows
            .int2(column.type().charset)
            .int4(column.type().length)
            .int1(column.type().code)
            .int2(0) // flags
            .int1(0) // decimals
            .int2(0)
            .payload());
  }

  private static Buffer row(List<Optional<String>> values) {
    FieldWriter out = new FieldWriter();
    for (Optional<String> value : values) {
      value.ifPresentOrElse(out::lengthEncodedText, () -> out.int1(0xFB));
    }
    return Buffer.buffer(out.payload());
  }
}

package dev.patchbay.ctl;

import dev.patchbay.text.Sanitize;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings, each column as wide as its widest cell. */
final class Table {
  private static final String GAP = "  ";
  private static final int WIDEST_CELL = 120;

  private final List<List<String>> rows = new ArrayList<>();
  private final List<Line.Tone> tones = new ArrayList<>();

  Table(String... headings) {
    row(Line.Tone.HEADING, headings);
  }

  /** Adds a row with as many cells as there are headings. */
  Table row(Line.Tone tone, String... cells) {
    List<String> safe = new ArrayList<>();
    for (String cell : cells) {
      // Before the widths are known, as it changes them.
      safe.add(Sanitize.line(cell, WIDEST_CELL));
    }
    rows.add(safe);
    tones.add(tone);
    return this;
  }

  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < rows.get(i).size(); column++) {
        String cell = rows.get(i).get(column);
        text.append(column == 0 ? "" : GAP)
            .append(cell)
            .append(" ".repeat(width(column) - length(cell)));
      }
      lines.add(new Line(tones.get(i), text.toString().stripTrailing()));
    }
    return lines;
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}

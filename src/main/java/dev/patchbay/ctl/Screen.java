package dev.patchbay.ctl;

import dev.patchbay.text.Sanitize;
import java.io.PrintWriter;
import java.util.List;

/**
 * Where a command prints. All that a server sent passes here, and nothing of it steers a terminal:
 * control characters become spaces in lines and escapes in JSON.
 */
final class Screen {
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String CLEAR_ALL = "\u001b[2J";

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean terminal;
  private final boolean styled;
  private boolean drawn;

  /**
   * @param terminal whether the cursor may be moved
   * @param styled whether there may be colours
   */
  Screen(PrintWriter out, PrintWriter err, boolean terminal, boolean styled) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.styled = styled;
  }

  boolean isTerminal() {
    return terminal;
  }

  void line(String text) {
    print(Line.plain(text));
  }

  void print(Line line) {
    out.println(shown(line, Integer.MAX_VALUE));
    out.flush();
  }

  void print(List<Line> lines) {
    lines.forEach(line -> out.println(shown(line, Integer.MAX_VALUE)));
    out.flush();
  }

  /** Takes the place of what was on the screen; cut where it would not fit. */
  void redraw(List<Line> lines, Tty.Size size) {
    StringBuilder text = new StringBuilder(drawn ? HOME : CLEAR_ALL + HOME);
    drawn = true;
    lines.stream()
        .limit(size.rows() - 1L)
        .forEach(line -> text.append(shown(line, size.columns())).append(CLEAR_LINE).append('\n'));
    out.print(text.append(CLEAR_BELOW));
    out.flush();
  }

  /** Takes the place of the line that the cursor is on. Only on a terminal. */
  void progress(String text, int columns) {
    out.print("\r" + shown(Line.plain(text), columns - 1) + CLEAR_LINE);
    out.flush();
  }

  /** Ends a line of {@link #progress}. */
  void endProgress() {
    out.println();
    out.flush();
  }

  /** JSON as it came; what could steer a terminal is written as JSON's own escapes. */
  void json(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c >= ' ' && Sanitize.line(String.valueOf(c)).equals(String.valueOf(c))) {
        safe.append(c);
      } else if (c == '\t' || c == '\r') {
        safe.append(' ');
      } else {
        safe.append("\\u%04x".formatted((int) c));
      }
    }
    out.println(safe.toString().stripTrailing());
    out.flush();
  }

  /** A word on standard error. */
  void note(String text) {
    err.println(text.lines().map(Sanitize::line).reduce((a, b) -> a + "\n" + b).orElse(""));
    err.flush();
  }

  /** Whether nobody reads standard output any more. */
  boolean isBroken() {
    return out.checkError();
  }

  private String shown(Line line, int columns) {
    String text = Sanitize.line(line.text());
    String fitting = columns >= 2 ? Sanitize.cut(text, Math.max(2, columns)) : text;
    return styled ? line.tone().around(fitting) : fitting;
  }
}

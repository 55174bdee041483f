package dev.patchbay.text;

import java.util.Arrays;

/**
 * One line of a stream, as it comes in piece by piece: never more than so many bytes of it,
 * whatever is sent. Not for several threads at once.
 */
public final class LineBuffer {
  private final byte[] line;
  private int length;
  private boolean tooLong;

  /**
   * @param most bytes that are kept, at least 1
   */
  public LineBuffer(int most) {
    this.line = new byte[most];
  }

  /** Takes one byte more, or notes that there is no room for it. */
  public void add(byte next) {
    if (length < line.length) {
      line[length++] = next;
    } else {
      tooLong = true;
    }
  }

  /** Begins another line. */
  public void clear() {
    length = 0;
    tooLong = false;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /** Whether there was more of it than is kept. */
  public boolean isTooLong() {
    return tooLong;
  }

  /** Whether the line is this, and nothing behind it. */
  public boolean is(byte[] text) {
    return length == text.length && begins(text);
  }

  /** Whether the line begins with this. */
  public boolean begins(byte[] with) {
    return length >= with.length && Arrays.equals(line, 0, with.length, with, 0, with.length);
  }

  /** A copy of what is kept behind its first so many bytes, of which there are at least so many. */
  public byte[] after(int bytes) {
    return Arrays.copyOfRange(line, bytes, length);
  }
}

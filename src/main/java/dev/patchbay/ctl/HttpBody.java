package dev.patchbay.ctl;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of an answer, which ends where its head says. One that ends before is an {@link
 * EOFException}, so that half an answer is never taken for a whole one.
 */
final class HttpBody extends InputStream {
  private static final int MAX_CHUNK_LINE = 1024;
  private static final int TO_THE_END = -1;

  private final InputStream in;
  private final boolean chunked;

  /** What is left of the body or the chunk. */
  private long left;

  private boolean ended;

  private HttpBody(InputStream in, boolean chunked, long left) {
    this.in = in;
    this.chunked = chunked;
    this.left = left;
    this.ended = !chunked && left == 0;
  }

  /** The body that comes after this head. */
  static HttpBody after(HttpHead head, InputStream in) throws IOException {
    if (head.header("transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
      return new HttpBody(in, true, 0);
    }
    if (head.status() == 204 || head.status() == 304) {
      return new HttpBody(in, false, 0);
    }
    if (head.header("content-length").isEmpty()) {
      return new HttpBody(in, false, TO_THE_END);
    }
    return new HttpBody(in, false, number(head.header("content-length").get(), 10));
  }

  private static long number(String text, int radix) throws IOException {
    try {
      long number = Long.parseLong(text.strip(), radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new OddAnswer("the length of the answer is not a number");
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!ended && chunked && left == 0) {
      beginChunk();
    }
    if (ended) {
      return -1;
    }
    int most = left == TO_THE_END ? length : (int) Math.min(length, left);
    int read = in.read(into, offset, most);
    if (left == TO_THE_END) {
      ended = read < 0;
      return read;
    }
    if (read < 0) {
      throw new EOFException("closed in the middle of the answer");
    }
    left -= read;
    ended = !chunked && left == 0;
    if (chunked && left == 0) {
      line();
    }
    return read;
  }

  private void beginChunk() throws IOException {
    left = number(line().split(";", 2)[0], 16);
    if (left == 0) {
      ended = true;
    }
  }

  private String line() throws IOException {
    return Lines.read(in, MAX_CHUNK_LINE)
        .orElseThrow(() -> new EOFException("closed in the middle of the answer"));
  }
}

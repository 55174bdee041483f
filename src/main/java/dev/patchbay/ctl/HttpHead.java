package dev.patchbay.ctl;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an answer.
 *
 * @param headers by names in lower case; of several with one name the last
 */
record HttpHead(int status, Map<String, String> headers) {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");
  private static final int MAX_LINE = 8192;
  private static final int MAX_LINES = 100;

  HttpHead {
    headers = Map.copyOf(headers);
  }

  /** Reads the head of the final answer; those of provisional ones (1xx) are passed over. */
  static HttpHead read(InputStream in) throws IOException {
    HttpHead head = one(in);
    while (head.status() < 200) {
      head = one(in);
    }
    return head;
  }

  private static HttpHead one(InputStream in) throws IOException {
    Matcher status = STATUS.matcher(line(in));
    if (!status.matches()) {
      throw new OddAnswer("what answers there does not speak HTTP");
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon <= 0 || headers.size() == MAX_LINES) {
        throw new OddAnswer("the head of the answer is not HTTP");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new HttpHead(Integer.parseInt(status.group(1)), headers);
  }

  private static String line(InputStream in) throws IOException {
    return Lines.read(in, MAX_LINE).orElseThrow(() -> new EOFException("closed without an answer"));
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}

package dev.patchbay.health;

import dev.patchbay.text.LineBuffer;
import dev.patchbay.text.Sanitize;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Finds the messages in an agent's stream of server-sent events. Holds no more than one line,
 * whatever is sent. On one event loop.
 */
final class StreamReader {
  /** A message has about two hundred bytes, of which the reason may be some hundred more. */
  static final int MAX_LINE_BYTES = 4096;

  /** An agent sends some ten messages a second, and some more when much happens. */
  static final int MAX_MESSAGES_A_SECOND = 200;

  private static final int MAX_REASON_CHARS = 300;
  private static final int MAX_COMMENT_CHARS = 100;
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

  /** Says in a few words what is wrong with a stream: there is no going on. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }
  }

  private final Consumer<Verdict> onMessage;
  private final LineBuffer line = new LineBuffer(MAX_LINE_BYTES);
  private OptionalLong counter = OptionalLong.empty();
  private int lately;

  /**
   * @param onMessage told what each message says of the node
   */
  StreamReader(Consumer<Verdict> onMessage) {
    this.onMessage = onMessage;
  }

  /** A second is over. */
  void secondPassed() {
    lately = 0;
  }

  /**
   * Reads on.
   *
   * @throws Broken if this is no stream of an agent
   */
  void read(Buffer bytes) throws Broken {
    for (int i = 0; i < bytes.length(); i++) {
      byte next = bytes.getByte(i);
      if (next != '\n') {
        line.add(next);
        if (line.isTooLong()) {
          throw new Broken("it has a line of more than " + MAX_LINE_BYTES + " bytes");
        }
      } else {
        try {
          endOfLine();
        } finally {
          line.clear();
        }
      }
    }
  }

  private void endOfLine() throws Broken {
    if (++lately > 4 * MAX_MESSAGES_A_SECOND) {
      throw new Broken("it has more than " + MAX_MESSAGES_A_SECOND + " messages a second");
    }
    if (line.begins(DATA)) {
      try {
        message(AgentJson.read(Buffer.buffer(line.after(DATA.length))));
      } catch (AgentJson.Broken e) {
        throw new Broken(e.getMessage());
      }
    }
  }

  private void message(AgentJson json) throws Broken {
    long number = number(json.get("counter"));
    if (counter.isPresent() && number <= counter.getAsLong()) {
      throw new Broken("its counter went from " + counter.getAsLong() + " to " + number);
    }
    counter = OptionalLong.of(number);
    if (!(json.get("healthy") instanceof Boolean healthy)) {
      throw new Broken("a message does not say whether the node is healthy");
    }
    String said = text(json.get("reason"), MAX_REASON_CHARS);
    onMessage.accept(
        new Verdict(
            healthy,
            AgentAnswer.index(json.get("wsrep_local_index")),
            "its agent says " + (said.isEmpty() ? "healthy: " + healthy : said),
            text(json.get("wsrep_local_state_comment"), MAX_COMMENT_CHARS)));
  }

  private static long number(Object value) throws Broken {
    if (value instanceof BigDecimal number) {
      try {
        return number.longValueExact();
      } catch (ArithmeticException e) {
        // Not a whole number, or none that anybody counts to.
      }
    }
    throw new Broken("a message has no counter");
  }

  private static String text(Object value, int most) {
    return value instanceof String text ? Sanitize.cut(text, most) : "";
  }
}

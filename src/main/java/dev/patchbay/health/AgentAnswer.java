package dev.patchbay.health;

import dev.patchbay.text.Sanitize;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.util.OptionalLong;

/**
 * Reads a health agent's answer. Three kinds of agent are understood: those that say {@code
 * healthy} in JSON (with status 200 in either case), those that say it by the status (200 or 503),
 * and those that send plain text with it, such as clustercheck. What is meant as JSON must be one
 * whole object that says {@code healthy}: half of it is no answer.
 */
final class AgentAnswer {
  /** No agent says more; whatever is longer is no agent's answer, and is not read on. */
  static final int MAX_BODY_BYTES = 4096;

  private static final int MAX_COMMENT_CHARS = 100;

  /** Who said what follows: a bare number tells nobody at night whose it is. */
  static final String ANSWERED = "health agent answered ";

  private AgentAnswer() {}

  /**
   * Reads an answer; never throws.
   *
   * @param status the HTTP status
   * @param encoding the header Content-Encoding, or null
   * @param body the body, or its first {@value #MAX_BODY_BYTES} bytes
   * @param whole whether that is all of it
   */
  static Verdict read(int status, String encoding, Buffer body, boolean whole) {
    if (status != 200) {
      return Verdict.unhealthy(ANSWERED + status);
    }
    if (isEncoded(encoding, body)) {
      return Verdict.unhealthy(
          ANSWERED + "200, but the answer is compressed, which was not asked for");
    }
    if (!AgentJson.begins(body)) {
      return Verdict.healthy(ANSWERED + "200");
    }
    if (!whole) {
      return Verdict.unhealthy(
          ANSWERED + "200, but the answer is longer than " + MAX_BODY_BYTES + " bytes");
    }
    try {
      return read(AgentJson.read(body));
    } catch (AgentJson.Broken e) {
      return Verdict.unhealthy(ANSWERED + "200, but " + e.getMessage());
    }
  }

  /** Those who do not name the encoding mostly send gzip, which has a mark of its own. */
  private static boolean isEncoded(String encoding, Buffer body) {
    boolean named =
        encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity");
    return named
        || (body.length() >= 2 && body.getByte(0) == 0x1f && body.getByte(1) == (byte) 0x8b);
  }

  private static Verdict read(AgentJson json) {
    Object healthy = json.get("healthy");
    if (healthy == null) {
      return Verdict.unhealthy(ANSWERED + "200, but the JSON does not say healthy");
    }
    String comment =
        json.get("wsrep_local_state_comment") instanceof String s
            ? Sanitize.cut(s, MAX_COMMENT_CHARS)
            : "";
    if (!(healthy instanceof Boolean isHealthy)) {
      return new Verdict(
          false,
          OptionalLong.empty(),
          ANSWERED + "200, but healthy is neither true nor false",
          comment);
    }
    return new Verdict(
        isHealthy,
        index(json.get("wsrep_local_index")),
        ANSWERED
            + (isHealthy
                ? "200"
                : "200, healthy: false" + (comment.isEmpty() ? "" : ", " + comment)),
        comment);
  }

  /** Galera says 18446744073709551615, which no long holds, when the node is in no component. */
  static OptionalLong index(Object value) {
    if (!(value instanceof BigDecimal number)) {
      return OptionalLong.empty();
    }
    try {
      long index = number.longValueExact();
      return index >= 0 ? OptionalLong.of(index) : OptionalLong.empty();
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}

package dev.patchbay.health;

import dev.patchbay.cluster.Verdict;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.util.OptionalLong;

/**
 * Reads a health agent's answer. Three kinds of agent are understood: those that say {@code
 * healthy} in JSON (with status 200 in either case), those that say it by the status (200 or 503),
 * and those that send plain text with it, such as clustercheck.
 */
final class AgentAnswer {
  /** No agent says more; whatever is longer is no agent's answer, and is not read on. */
  static final int MAX_BODY_BYTES = 4096;

  private AgentAnswer() {}

  /**
   * @param status the HTTP status
   * @param body the body, or its first {@value #MAX_BODY_BYTES} bytes
   */
  static Verdict read(int status, Buffer body) {
    if (status != 200) {
      return Verdict.unhealthy(String.valueOf(status));
    }
    Fields fields = Fields.of(body);
    Object healthy = fields.get("healthy");
    if (healthy == null) {
      return fields.isCutOff()
          ? Verdict.unhealthy("200, but the answer is longer than " + MAX_BODY_BYTES + " bytes")
          : Verdict.healthy("200");
    }
    String comment = fields.get("wsrep_local_state_comment") instanceof String s ? clip(s) : "";
    if (!(healthy instanceof Boolean fit)) {
      return new Verdict(
          false, OptionalLong.empty(), "200, but healthy is neither true nor false", comment);
    }
    return new Verdict(
        fit,
        index(fields.get("wsrep_local_index")),
        fit ? "200" : "200, healthy: false" + (comment.isEmpty() ? "" : ", " + comment),
        comment);
  }

  /** Galera says 18446744073709551615, which no long holds, when the node is in no component. */
  private static OptionalLong index(Object value) {
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

  private static String clip(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100);
  }
}

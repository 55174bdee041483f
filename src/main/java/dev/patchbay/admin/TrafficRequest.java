package dev.patchbay.admin;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * An operator's valid wish to switch the traffic on or off.
 *
 * @param message why, in the operator's own words; not empty if the traffic is switched off
 */
record TrafficRequest(boolean enabled, String message) {
  static final int MAX_MESSAGE_BYTES = 16 * 1024;

  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

  /**
   * Reads the wish from a form body and a query. A parameter that is in both is taken from the
   * body, and the first counts if it is repeated, as the reference has it.
   *
   * @throws IllegalArgumentException if a parameter is missing or wrong; the message is one line
   *     for the caller
   */
  static TrafficRequest of(MultiMap body, MultiMap query) {
    boolean enabled = bool(parameter("trafficEnabled", body, query));
    String message = parameter("message", body, query);
    if (!enabled && message.isEmpty()) {
      throw new IllegalArgumentException(
          "message is required when trafficEnabled is false: say why, for those who wonder later");
    }
    if (message.getBytes(StandardCharsets.UTF_8).length > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "message must not be longer than " + MAX_MESSAGE_BYTES + " bytes");
    }
    return new TrafficRequest(enabled, message);
  }

  private static String parameter(String name, MultiMap body, MultiMap query) {
    String value = body.contains(name) ? body.get(name) : query.get(name);
    return value == null ? "" : value;
  }

  private static boolean bool(String text) {
    if (TRUE.contains(text)) {
      return true;
    }
    if (FALSE.contains(text)) {
      return false;
    }
    throw new IllegalArgumentException(
        "trafficEnabled must be one of 1, t, true, 0, f, false; "
            + (text.isEmpty() ? "it is missing" : "got \"" + Shown.of(text) + "\""));
  }
}

package dev.patchbay.admin;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A request's body as JSON. What is wrong with it is said by an IllegalArgumentException whose
 * message is one line for the caller.
 */
final class JsonRequest {
  /** Of a drain for which none was said, in seconds. */
  static final long DEFAULT_DEADLINE_SECONDS = 30;

  private static final String TYPE = "application/json";

  private final JsonObject body;

  private JsonRequest(JsonObject body) {
    this.body = body;
  }

  /**
   * Whether it says that it is JSON. A page of somebody else's, opened in an operator's browser,
   * cannot send that.
   */
  static boolean isJson(RoutingContext ctx) {
    String type = ctx.request().getHeader("Content-Type");
    return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase(TYPE);
  }

  /**
   * The body, which may have these fields and no others.
   *
   * @throws IllegalArgumentException if it is no JSON object, or has another field
   */
  static JsonRequest of(RoutingContext ctx, Set<String> fields) {
    JsonObject body;
    try {
      body = ctx.body().isEmpty() ? new JsonObject() : ctx.body().asJsonObject();
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException("the body must be a JSON object", e);
    }
    if (body == null) {
      throw new IllegalArgumentException("the body must be a JSON object");
    }
    for (String name : body.fieldNames()) {
      if (!fields.contains(name)) {
        throw new IllegalArgumentException(
            "unknown field \"" + Shown.of(name) + "\"; there are " + String.join(", ", fields));
      }
    }
    return new JsonRequest(body);
  }

  /** Empty if it is not there, or null. */
  Optional<String> text(String name) {
    return value(name, String.class, "a text");
  }

  /** Empty if it is not there, or null. */
  Optional<Boolean> bool(String name) {
    return value(name, Boolean.class, "true or false");
  }

  private <T> Optional<T> value(String name, Class<T> type, String expected) {
    Object value = body.getValue(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!type.isInstance(value)) {
      throw wrong(name, expected, value);
    }
    return Optional.of(type.cast(value));
  }

  /** The operator's own words; empty text if there are none. */
  String message() {
    String message = text("message").orElse("");
    if (message.getBytes(StandardCharsets.UTF_8).length > TrafficRequest.MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "message must not be longer than " + TrafficRequest.MAX_MESSAGE_BYTES + " bytes");
    }
    return message;
  }

  /** How long sessions may go on: by mode and deadlineSeconds; zero for a cut. */
  Duration drain() {
    String mode = text("mode").orElse("cut");
    Object seconds = body.getValue("deadlineSeconds");
    if (!mode.equals("cut") && !mode.equals("drain")) {
      throw wrong("mode", "cut or drain", mode);
    }
    if (mode.equals("cut")) {
      if (seconds != null) {
        throw new IllegalArgumentException("deadlineSeconds is for mode drain only");
      }
      return Duration.ZERO;
    }
    if (seconds == null) {
      return Duration.ofSeconds(DEFAULT_DEADLINE_SECONDS);
    }
    if (!(seconds instanceof Integer whole) || whole < 1 || whole > 3600) {
      throw wrong("deadlineSeconds", "a whole number from 1 to 3600", seconds);
    }
    return Duration.ofSeconds(whole);
  }

  private static IllegalArgumentException wrong(String name, String expected, Object got) {
    return new IllegalArgumentException(
        name + " must be " + expected + "; got \"" + Shown.of(String.valueOf(got)) + "\"");
  }
}

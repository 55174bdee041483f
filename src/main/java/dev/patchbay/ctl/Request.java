package dev.patchbay.ctl;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What the API is asked.
 *
 * @param path with its query
 * @param type of the body; empty without one
 * @param line whether it is answered with a line of text, whatever its status; else with JSON
 */
record Request(String method, String path, String type, String body, boolean line) {

  static Request get(String path) {
    return new Request("GET", path, "", "", false);
  }

  static Request line(String path) {
    return new Request("GET", path, "", "", true);
  }

  static Request bare(String method, String path) {
    return new Request(method, path, "", "", false);
  }

  static Request json(String method, String path, JsonObject body) {
    return new Request(method, path, "application/json", body.encode(), false);
  }

  static Request form(String method, String path, String body) {
    return new Request(method, path, "application/x-www-form-urlencoded", body, false);
  }

  /** As part of a path or a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Whether it may change something, so that one must not be sent twice. */
  boolean changes() {
    return !method.equals("GET");
  }
}

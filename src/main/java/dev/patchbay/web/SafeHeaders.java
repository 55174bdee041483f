package dev.patchbay.web;

import io.vertx.core.MultiMap;

/**
 * What every answer of a web port says to a browser, errors included: that it may not guess what
 * this is, show it in a frame, tell others where it was, run anything, or keep it. A page that
 * needs more says so itself, after this.
 */
final class SafeHeaders {
  private SafeHeaders() {}

  /** Sets them. */
  static void set(MultiMap headers) {
    headers
        .set("X-Content-Type-Options", "nosniff")
        .set("X-Frame-Options", "DENY")
        .set("Referrer-Policy", "no-referrer")
        .set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        .set("Cache-Control", "no-store");
  }

  /** The same as lines of a head. */
  static String lines() {
    StringBuilder lines = new StringBuilder();
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    set(headers);
    headers.forEach(header -> lines.append(header.getKey() + ": " + header.getValue() + "\r\n"));
    return lines.toString();
  }
}

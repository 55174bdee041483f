package dev.patchbay.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Requests as no honest client makes them, by chance: HTTP of a kind, or hardly. */
public final class OddRequests {
  private static final List<String> METHODS =
      List.of("GET", "GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW", "get", "");
  private static final List<String> PIECES =
      List.of(
          "%",
          "%zz",
          "%00",
          "%0d%0a",
          "%c0%ae",
          "%ff",
          "..",
          "/",
          "//",
          "?",
          "&",
          "=",
          ";",
          "#",
          "<b>",
          "\"",
          "\\",
          "{",
          "}",
          "\u00e9",
          "\u0001",
          "~",
          "*",
          ":",
          "@",
          "[::1]",
          "-1",
          "0",
          "1e9",
          "99999999999999999999",
          "true",
          "null",
          "a".repeat(3000),
          "%41",
          "+",
          "drain",
          "x");
  private static final List<String> HEADERS =
      List.of(
          "Host: x",
          "Host:",
          "Content-Type: application/json",
          "Content-Type: application/x-www-form-urlencoded",
          "Content-Type: multipart/form-data; boundary=x",
          "Content-Type: ;;;",
          "Expect: 100-continue",
          "Upgrade: h2c",
          "X-Forwarded-Proto: https,,\u00ff",
          "Last-Event-ID: x",
          "Accept-Encoding: gzip;q=x",
          "If-Modified-Since: never",
          "Range: bytes=9-1",
          "Cookie: " + "c".repeat(2000),
          "no colon at all",
          ": no name",
          "Na me: x");
  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "[]",
          "null",
          "1",
          "\"x\"",
          "{",
          "{\"to\":1}",
          "{\"to\":null,\"mode\":1}",
          "{\"to\":\"\\ud800\"}",
          "{\"to\":\"b\",\"mode\":\"drain\",\"deadlineSeconds\":1e999}",
          "{\"to\":\"b\",\"mode\":\"drain\",\"deadlineSeconds\":99999999999999999999999}",
          "{\"to\":\"b\",\"mode\":[],\"message\":{}}",
          "{\"enabled\":\"true\"}",
          "{\"enabled\":false,\"message\":\"\\u0000\\u202e\"}",
          "[".repeat(2000),
          "{\"a\":".repeat(2000),
          "{\"message\":" + "9".repeat(2000) + "}",
          "trafficEnabled=%zz&message=%",
          "trafficEnabled=false&trafficEnabled=true&message=&message=x",
          "&&&===",
          "--x\r\nContent-Disposition: form-data; name=\"trafficEnabled\"\r\n\r\n",
          "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../../x\"\r\n\r\n1\r\n--x--",
          "\u0000\u00ff\u00fe");

  private final Random random;
  private final List<String> paths;

  /**
   * @param paths some that lead somewhere, from which others are made
   */
  public OddRequests(long seed, List<String> paths) {
    this.random = new Random(seed);
    this.paths = List.copyOf(paths);
  }

  /**
   * The next one; its head is whole, and so is its body, most of the time.
   *
   * @param login a line of the head with the right credentials, which most of them have
   */
  public byte[] next(String login) {
    StringBuilder request = new StringBuilder(one(METHODS)).append(' ').append(target());
    request.append(random.nextInt(20) == 0 ? " HTTP/9.9" : " HTTP/1.1").append("\r\n");
    if (random.nextInt(10) > 0) {
      request.append("Host: x\r\n").append(login).append("\r\n");
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      request.append(one(HEADERS)).append("\r\n");
    }
    String body = one(BODIES);
    if (random.nextInt(4) > 0) {
      request.append("Content-Type: application/json\r\n");
    }
    switch (random.nextInt(12)) {
      case 0 -> request.append("Transfer-Encoding: chunked\r\n\r\n-1\r\n").append(body);
      case 1 -> request.append("Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n");
      case 2 -> request.append("Content-Length: -5\r\n\r\n").append(body);
      case 3 -> request.append("Content-Length: 1\r\nContent-Length: 2\r\n\r\n").append(body);
      case 4 -> request.append("Connection: close\r\n\r\n");
      default ->
          request
              .append("Connection: close\r\nContent-Length: ")
              .append(body.length())
              .append("\r\n\r\n")
              .append(body);
    }
    return request.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private String target() {
    StringBuilder target = new StringBuilder(one(paths));
    for (int i = Math.max(0, random.nextInt(6) - 2); i > 0; i--) {
      int at = random.nextInt(target.length() + 1);
      target.insert(at, one(PIECES));
    }
    return target.toString();
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}

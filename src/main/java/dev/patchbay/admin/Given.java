package dev.patchbay.admin;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The name and password that a request has brought. Our own, because Vert.x answers a malformed
 * header with 400 where 401 is expected.
 */
final class Given {
  private static final String SCHEME = "Basic ";

  private final byte[] name;
  private final byte[] word;

  private Given(byte[] name, byte[] word) {
    this.name = name;
    this.word = word;
  }

  /** What the header {@code Authorization} holds; empty if it is null, or no such credentials. */
  static Optional<Given> in(String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    byte[] pair;
    try {
      pair = Base64.getDecoder().decode(header.substring(SCHEME.length()).trim());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int colon = 0;
    while (colon < pair.length && pair[colon] != ':') {
      colon++;
    }
    return colon == pair.length
        ? Optional.empty()
        : Optional.of(
            new Given(
                Arrays.copyOfRange(pair, 0, colon),
                Arrays.copyOfRange(pair, colon + 1, pair.length)));
  }

  /** These credentials, as a request would bring them. */
  static Given of(String name, String word) {
    return new Given(name.getBytes(StandardCharsets.UTF_8), word.getBytes(StandardCharsets.UTF_8));
  }

  byte[] nameMark() {
    return Mark.of(name);
  }

  byte[] wordMark() {
    return Mark.of(word);
  }

  /** The password. */
  String word() {
    return new String(word, StandardCharsets.UTF_8);
  }

  /** Leaves both out. */
  @Override
  public String toString() {
    return "Given[...]";
  }
}

package dev.patchbay.telemetry.logging;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Hides secrets in log events. A value goes whole, not only the part that gave it away: what is
 * left of a text around a secret is often enough to guess it.
 */
public final class Redactor {
  /** What a hidden value reads. */
  public static final String REDACTED = "*REDACTED*";

  /** Hides nothing. */
  public static final Redactor NONE = new Redactor(Optional.empty(), List.of());

  private static final Pattern SECRET_KEY =
      Pattern.compile("(?i)pass|pwd|secret|token|privatekey|authorization");

  /** Keys of clouds, private keys in PEM, hashed passwords. */
  private static final List<Pattern> SECRET_TEXTS =
      List.of(
          Pattern.compile("AKIA[A-Z0-9]{16}"),
          Pattern.compile("-----BEGIN[A-Z ]* PRIVATE KEY-----"),
          Pattern.compile("\\$[1256][abxy]?\\$[./A-Za-z0-9$]{20,}"));

  private final Optional<Pattern> keys;
  private final List<Pattern> texts;

  private Redactor(Optional<Pattern> keys, List<Pattern> texts) {
    this.keys = keys;
    this.texts = texts;
  }

  /**
   * @param secrets hide every value whose key reads like a secret's, or that looks like one
   * @param patterns hide every text in which one of these regular expressions finds something
   * @throws IllegalArgumentException if a pattern is no regular expression
   */
  public static Redactor of(boolean secrets, List<String> patterns) {
    return new Redactor(
        secrets ? Optional.of(SECRET_KEY) : Optional.empty(),
        Stream.concat(
                secrets ? SECRET_TEXTS.stream() : Stream.empty(),
                patterns.stream().map(Redactor::compile))
            .toList());
  }

  private static Pattern compile(String pattern) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "-redactPatterns: \""
              + pattern
              + "\" is not a regular expression: "
              + e.getDescription()
              + " at position "
              + e.getIndex(),
          e);
    }
  }

  /** This text, or the sign that it was hidden. */
  String text(String text) {
    return texts.stream().anyMatch(p -> p.matcher(text).find()) ? REDACTED : text;
  }

  /** This data with every secret hidden, at any depth. */
  Map<String, Object> data(Map<String, Object> data) {
    if (keys.isEmpty() && texts.isEmpty()) {
      return data;
    }
    Map<String, Object> clean = new LinkedHashMap<>();
    data.forEach((key, value) -> clean.put(key, isSecret(key) ? REDACTED : value(value)));
    return clean;
  }

  private boolean isSecret(String key) {
    return keys.isPresent() && keys.get().matcher(key).find();
  }

  private Object value(Object value) {
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> data = new LinkedHashMap<>();
      map.forEach((k, v) -> data.put(Objects.toString(k), v));
      return data(data);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(this::value).toList();
    }
    return value;
  }
}

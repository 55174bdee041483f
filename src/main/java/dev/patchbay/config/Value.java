package dev.patchbay.config;

import java.util.List;
import java.util.Map;

/** What stands in a configuration text, before anybody asks what it should be. */
sealed interface Value {

  /** A scalar, exactly as it is written: {@code 0123} stays {@code 0123}. */
  record Text(String text) implements Value {}

  /** A key without a value, {@code ~} or {@code null}: the same as no key at all. */
  record Nothing() implements Value {}

  /** A list. */
  record Items(List<Entry> entries) implements Value {}

  /** A mapping, in the order of the text. */
  record Fields(Map<String, Entry> entries) implements Value {
    static final Fields NONE = new Fields(Map.of());
  }

  /**
   * A value in its place.
   *
   * @param line of the key or, in a list, of the value; from 1
   */
  record Entry(Value value, int line) {}
}

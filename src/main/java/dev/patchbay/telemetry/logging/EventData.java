package dev.patchbay.telemetry.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * Turns an event's key-values and exception into plain data: strings, numbers, booleans, null,
 * lists and maps, in the order in which they were given. Anything else becomes its text.
 */
final class EventData {
  /** Deeper data becomes text: nothing of ours is this deep, and a cycle would never end. */
  private static final int MAX_DEPTH = 6;

  private static final int MAX_TRACE_CHARS = 8_000;

  private EventData() {}

  static Map<String, Object> of(ILoggingEvent event) {
    Map<String, Object> data = new LinkedHashMap<>();
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        data.put(String.valueOf(pair.key), plain(pair.value, 0));
      }
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      String message = thrown.getMessage();
      data.putIfAbsent("error", message == null ? thrown.getClassName() : message);
      // Below error an exception is an everyday event of the network, and its stack is noise.
      if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
        data.putIfAbsent("trace", cut(ThrowableProxyUtil.asString(thrown)));
      }
    }
    return data;
  }

  private static Object plain(Object value, int depth) {
    if (value == null || value instanceof Boolean || isPlainNumber(value)) {
      return value;
    }
    if (depth < MAX_DEPTH && value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.forEach((k, v) -> plain.put(String.valueOf(k), plain(v, depth + 1)));
      return plain;
    }
    if (depth < MAX_DEPTH && value instanceof Iterable<?> items) {
      List<Object> plain = new ArrayList<>();
      items.forEach(item -> plain.add(plain(item, depth + 1)));
      return plain;
    }
    if (value instanceof Object[] items) {
      return plain(Arrays.asList(items), depth);
    }
    return depth < MAX_DEPTH ? String.valueOf(value) : value.getClass().getSimpleName();
  }

  private static boolean isPlainNumber(Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte
        || value instanceof Double
        || value instanceof Float
        || value instanceof BigInteger
        || value instanceof BigDecimal;
  }

  private static String cut(String trace) {
    return trace.length() <= MAX_TRACE_CHARS ? trace : trace.substring(0, MAX_TRACE_CHARS) + "...";
  }
}

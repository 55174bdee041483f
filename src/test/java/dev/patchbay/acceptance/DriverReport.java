package dev.patchbay.acceptance;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the clients of a {@link DriverProgram} have met.
 *
 * @param answered how many questions were
 * @param errors what came instead, by what the driver calls it, and how often
 * @param again connections that failed and had failed before: with what both times, and how many
 * @param wrong answers that were not to their question
 */
record DriverReport(
    int answered, Map<String, Integer> errors, Map<String, Integer> again, List<String> wrong) {
  static DriverReport of(JsonObject json) {
    return new DriverReport(
        json.getInteger("ok"),
        counts(json.getJsonObject("errors")),
        counts(json.getJsonObject("again")),
        json.getJsonArray("wrong").stream().map(String::valueOf).toList());
  }

  private static Map<String, Integer> counts(JsonObject json) {
    Map<String, Integer> counts = new TreeMap<>();
    json.forEach(e -> counts.put(e.getKey(), ((Number) e.getValue()).intValue()));
    return counts;
  }

  /** Both together. */
  DriverReport plus(DriverReport other) {
    return new DriverReport(
        answered + other.answered,
        sum(errors, other.errors),
        sum(again, other.again),
        Stream.concat(wrong.stream(), other.wrong.stream()).toList());
  }

  private static Map<String, Integer> sum(Map<String, Integer> one, Map<String, Integer> other) {
    Map<String, Integer> both = new TreeMap<>(one);
    other.forEach((label, count) -> both.merge(label, count, Integer::sum));
    return both;
  }
}

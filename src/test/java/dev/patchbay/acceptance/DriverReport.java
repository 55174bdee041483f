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
 * @param again how many connections failed that had failed before
 * @param wrong answers that were not to their question
 */
record DriverReport(int answered, Map<String, Integer> errors, int again, List<String> wrong) {
  static final DriverReport NOTHING = new DriverReport(0, Map.of(), 0, List.of());

  static DriverReport of(JsonObject json) {
    Map<String, Integer> errors = new TreeMap<>();
    json.getJsonObject("errors")
        .forEach(e -> errors.put(e.getKey(), ((Number) e.getValue()).intValue()));
    return new DriverReport(
        json.getInteger("ok"),
        errors,
        json.getInteger("again"),
        json.getJsonArray("wrong").stream().map(String::valueOf).toList());
  }

  /** Both together. */
  DriverReport plus(DriverReport other) {
    Map<String, Integer> both = new TreeMap<>(errors);
    other.errors.forEach((label, count) -> both.merge(label, count, Integer::sum));
    return new DriverReport(
        answered + other.answered,
        both,
        again + other.again,
        Stream.concat(wrong.stream(), other.wrong.stream()).toList());
  }
}

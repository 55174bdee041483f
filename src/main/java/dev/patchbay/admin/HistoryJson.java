package dev.patchbay.admin;

import dev.patchbay.telemetry.events.Day;
import dev.patchbay.telemetry.events.History;
import dev.patchbay.telemetry.events.Sample;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The history, and one step of it, as JSON. */
final class HistoryJson {
  private HistoryJson() {}

  /** The last quarter of an hour. */
  static JsonObject minutes(History history) {
    return of(history.samples(), history.names(), History.STEP_SECONDS);
  }

  /** The last day. */
  static JsonObject day(History history) {
    return of(history.day().whole(), history.names(), Day.STEP_SECONDS);
  }

  private static JsonObject of(List<Sample> samples, List<String> names, int stepSeconds) {
    JsonArray nodes = new JsonArray();
    for (String name : names) {
      JsonArray sessions = new JsonArray();
      JsonArray checkMillis = new JsonArray();
      for (Sample sample : samples) {
        sessions.add(orNull(sample.of(name).sessions()));
        checkMillis.add(orNull(sample.of(name).checkMillis()));
      }
      nodes.add(
          new JsonObject()
              .put("name", name)
              .put("sessions", sessions)
              .put("checkMillis", checkMillis));
    }
    return new JsonObject()
        .put("stepSeconds", stepSeconds)
        .put(
            "newestAt", samples.isEmpty() ? null : Times.text(samples.get(samples.size() - 1).at()))
        .put("nodes", nodes);
  }

  static JsonObject sample(Sample sample) {
    JsonArray nodes = new JsonArray();
    for (Sample.Node node : sample.nodes()) {
      nodes.add(
          new JsonObject()
              .put("name", node.name())
              .put("sessions", orNull(node.sessions()))
              .put("checkMillis", orNull(node.checkMillis())));
    }
    return new JsonObject().put("at", Times.text(sample.at())).put("nodes", nodes);
  }

  private static Integer orNull(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : null;
  }

  private static Double orNull(OptionalDouble number) {
    return number.isPresent() ? number.getAsDouble() : null;
  }
}

package dev.patchbay.app;

import dev.patchbay.app.WholeFile.Damaged;
import dev.patchbay.telemetry.events.Day;
import dev.patchbay.telemetry.events.History;
import dev.patchbay.telemetry.events.Sample;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The history over a restart, as JSON: the nodes' names once, then the steps as {@code [at,
 * [sessions of each node], [check times of each node]]}. Blocks; for one thread at a time.
 *
 * @param path the file; its directory must be there
 */
record HistoryFile(Path path) {
  /** Far more than the most nodes and steps there may be need. */
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  /** So many nodes' pasts are written: more than that have come and gone within a day. */
  private static final int MOST_NODES = 2 * Day.MOST_NODES;

  private static final int VERSION = 1;
  private static final long LAST_MILLIS = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

  /** The one that goes with this state file. */
  static HistoryFile beside(Path stateFile) {
    return new HistoryFile(stateFile.resolveSibling(stateFile.getFileName() + ".history"));
  }

  private WholeFile file() {
    return new WholeFile(path, MAX_BYTES);
  }

  /**
   * What was written last; nothing if there is no file.
   *
   * @throws Damaged if there is one that cannot be used
   */
  History.Kept read() throws Damaged {
    Optional<String> text = file().read();
    if (text.isEmpty()) {
      return History.Kept.NOTHING;
    }
    try {
      JsonObject root = new JsonObject(text.get());
      if (!Integer.valueOf(VERSION).equals(root.getValue("version"))) {
        throw new Damaged("it is not a history of version " + VERSION, null);
      }
      List<String> names = root.getJsonArray("nodes").stream().map(String.class::cast).toList();
      return new History.Kept(
          samples(root.getJsonArray("minutes"), names, History.STEPS),
          new Day(samples(root.getJsonArray("day"), names, Day.STEPS)));
    } catch (RuntimeException e) {
      // Whatever it is that makes no sense: nothing else depends on it.
      throw new Damaged("it is not a history: " + e.getMessage(), e);
    }
  }

  private static List<Sample> samples(JsonArray steps, List<String> names, int most) {
    List<Sample> samples = new ArrayList<>();
    for (int i = Math.max(0, steps.size() - most); i < steps.size(); i++) {
      JsonArray step = steps.getJsonArray(i);
      samples.add(sample(step, names));
    }
    return samples;
  }

  private static Sample sample(JsonArray step, List<String> names) {
    long at = step.getLong(0);
    if (at < 0 || at > LAST_MILLIS) {
      throw new IllegalArgumentException("a time is out of range");
    }
    JsonArray sessions = step.getJsonArray(1);
    JsonArray checkMillis = step.getJsonArray(2);
    List<Sample.Node> nodes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Sample.Node node =
          new Sample.Node(names.get(i), count(sessions.getInteger(i)), millis(checkMillis, i));
      if (node.sessions().isPresent() || node.checkMillis().isPresent()) {
        nodes.add(node);
      }
    }
    return new Sample(Instant.ofEpochMilli(at), nodes);
  }

  private static OptionalInt count(Integer number) {
    if (number != null && number < 0) {
      throw new IllegalArgumentException("a number is negative");
    }
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private static OptionalDouble millis(JsonArray all, int i) {
    Double number = all.getDouble(i);
    if (number != null && !(number >= 0 && number < Long.MAX_VALUE)) {
      throw new IllegalArgumentException("a time is out of range");
    }
    return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
  }

  /** Replaces the file. */
  void write(History.Kept kept) throws IOException {
    List<String> names =
        Stream.concat(kept.minutes().stream(), kept.day().steps().stream())
            .flatMap(sample -> sample.nodes().stream())
            .map(Sample.Node::name)
            .distinct()
            .limit(MOST_NODES)
            .toList();
    JsonObject root =
        new JsonObject()
            .put("version", VERSION)
            .put("nodes", new JsonArray(names))
            .put("minutes", steps(kept.minutes(), names))
            .put("day", steps(kept.day().steps(), names));
    file().replace(root.encode() + "\n");
  }

  private static JsonArray steps(List<Sample> samples, List<String> names) {
    JsonArray steps = new JsonArray();
    for (Sample sample : samples) {
      steps.add(
          new JsonArray()
              .add(sample.at().toEpochMilli())
              .add(column(sample, names, n -> boxed(n.sessions())))
              .add(column(sample, names, n -> boxed(n.checkMillis()))));
    }
    return steps;
  }

  private static JsonArray column(
      Sample sample, List<String> names, Function<Sample.Node, Object> value) {
    JsonArray column = new JsonArray();
    names.forEach(name -> column.add(value.apply(sample.of(name))));
    return column;
  }

  private static Object boxed(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : null;
  }

  private static Object boxed(OptionalDouble number) {
    return number.isPresent() ? number.getAsDouble() : null;
  }
}

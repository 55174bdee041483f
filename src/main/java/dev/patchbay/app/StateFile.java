package dev.patchbay.app;

import dev.patchbay.app.WholeFile.Damaged;
import dev.patchbay.routing.Disabled;
import dev.patchbay.routing.Intent;
import dev.patchbay.routing.Operator;
import dev.patchbay.topology.NodeId;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What of an operator's intent outlives a restart: which nodes are disabled. A small JSON file,
 * replaced as a whole, so that a crash leaves the old one or the new one. Blocks; for one thread at
 * a time.
 *
 * @param path the file; its directory must be there
 */
record StateFile(Path path) {
  /** A thousand nodes, each with all that an operator may say. */
  private static final int MAX_BYTES = 32 * 1024 * 1024;

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final int VERSION = 1;

  /**
   * What was written last; nobody's intent if there is no file.
   *
   * @throws Damaged if there is one that cannot be read
   */
  Intent read() throws Damaged {
    Optional<String> text = file().read();
    if (text.isEmpty()) {
      return Intent.INITIAL;
    }
    try {
      return intent(new JsonObject(text.get()));
    } catch (DecodeException e) {
      throw new Damaged("it is not JSON", e);
    }
  }

  private WholeFile file() {
    return new WholeFile(path, MAX_BYTES);
  }

  private static Intent intent(JsonObject root) throws Damaged {
    if (!Integer.valueOf(VERSION).equals(root.getValue("version"))
        || !(root.getValue("disabled") instanceof JsonArray entries)) {
      throw new Damaged("it is not a state file of version " + VERSION, null);
    }
    Map<NodeId, Disabled> disabled = new HashMap<>();
    for (Object entry : entries) {
      try {
        JsonObject one = object(entry);
        disabled.put(
            new NodeId(text(one, "node")),
            new Disabled(
                text(one, "message"),
                new Operator(text(one, "by"), text(one, "remote")),
                since(one)));
      } catch (IllegalArgumentException | DateTimeException e) {
        throw new Damaged("an entry of it is wrong: " + e.getMessage(), e);
      }
    }
    if (disabled.size() > Intent.MOST_DISABLED) {
      throw new Damaged("it has more than " + Intent.MOST_DISABLED + " nodes", null);
    }
    return Intent.disabling(disabled);
  }

  private static JsonObject object(Object entry) {
    if (entry instanceof JsonObject object) {
      return object;
    }
    throw new IllegalArgumentException("each must be an object");
  }

  /** A time that a calendar has: others cannot be shown. */
  private static Instant since(JsonObject entry) {
    Instant since = Instant.parse(text(entry, "since"));
    if (since.isBefore(Instant.EPOCH) || since.isAfter(LAST)) {
      throw new IllegalArgumentException("since is out of range");
    }
    return since;
  }

  private static String text(JsonObject entry, String name) {
    if (entry.getValue(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name + " must be a text");
  }

  /** Replaces the file. */
  void write(Intent intent) throws IOException {
    JsonArray disabled = new JsonArray();
    intent.disabled().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> disabled.add(entry(e.getKey(), e.getValue())));
    JsonObject root = new JsonObject().put("version", VERSION).put("disabled", disabled);
    file().replace(root.encode() + "\n");
  }

  private static JsonObject entry(NodeId node, Disabled disabled) {
    return new JsonObject()
        .put("node", node.name())
        .put("message", disabled.message())
        .put("by", disabled.by().name())
        .put("remote", disabled.by().address())
        .put("since", disabled.since().toString());
  }
}

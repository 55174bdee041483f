package dev.patchbay.admin;

import dev.patchbay.routing.Said;
import dev.patchbay.telemetry.events.LoggedEvent;
import dev.patchbay.telemetry.events.Sample;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Messages of a stream of server-sent events. JSON has no line breaks, so each is one line. */
final class Frames {
  /** How soon a client that was cut off comes back: after a second. */
  static final Buffer HELLO = Buffer.buffer("retry: 1000\n\n");

  /** A comment, which clients skip. */
  static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

  private Frames() {}

  static Buffer state(JsonObject state) {
    return append(Buffer.buffer("event: state\n"), state);
  }

  /**
   * What other proxies follow, and their sign of life.
   *
   * @param said empty if this proxy says nothing of the active node
   */
  static Buffer claim(Optional<Said> said) {
    return append(
        Buffer.buffer("event: claim\n"),
        new JsonObject()
            .put("claim", said.map(Said::claim).map(ClaimJson::of).orElse(null))
            .put("usable", said.map(Said::usable).map(ClaimJson::usable).orElse(new JsonArray())));
  }

  static Buffer sample(Sample sample) {
    return append(Buffer.buffer("event: sample\n"), HistoryJson.sample(sample));
  }

  static Buffer log(LoggedEvent event) {
    return append(
        Buffer.buffer("event: log\nid: ")
            .appendString(Long.toString(event.id()))
            .appendString("\n"),
        EventJson.of(event));
  }

  private static Buffer append(Buffer head, JsonObject data) {
    return head.appendString("data: ").appendBuffer(data.toBuffer()).appendString("\n\n");
  }
}

package dev.patchbay.admin;

import dev.patchbay.session.SessionCap;
import dev.patchbay.telemetry.events.Event;
import dev.patchbay.telemetry.events.EventLog;
import dev.patchbay.telemetry.events.LoggedEvent;
import dev.patchbay.telemetry.events.Sentence;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;

/** Events as JSON. */
final class EventJson {
  private EventJson() {}

  static JsonObject page(EventLog.Page page) {
    return new JsonObject()
        .put("events", new JsonArray(page.events().stream().map(EventJson::of).toList()))
        .put("newest", orNull(page.newest()))
        .put("oldest", orNull(page.oldest()))
        .put("dropped", page.dropped());
  }

  static JsonObject of(LoggedEvent logged) {
    Event event = logged.event();
    JsonObject json =
        new JsonObject()
            .put("id", logged.id())
            .put("at", Times.text(event.at()))
            .put("kind", kind(event))
            .put("text", Sentence.of(event));
    fields(json, event);
    return json;
  }

  private static String kind(Event event) {
    if (event instanceof Event.Started) {
      return "started";
    } else if (event instanceof Event.Configuration) {
      return "configuration";
    } else if (event instanceof Event.NodeChanged e) {
      return e.healthy() ? "node_healthy" : "node_unhealthy";
    } else if (event instanceof Event.ActiveChanged) {
      return "active_changed";
    } else if (event instanceof Event.GroupChanged) {
      return "group_changed";
    } else if (event instanceof Event.TrafficSwitched e) {
      return e.enabled() ? "traffic_enabled" : "traffic_disabled";
    } else if (event instanceof Event.SwitchedOver) {
      return "switchover";
    } else if (event instanceof Event.DrainEnded) {
      return "drain_ended";
    } else if (event instanceof Event.NodeSwitched e) {
      return e.enabled() ? "node_enabled" : "node_disabled";
    } else if (event instanceof Event.Disagreement) {
      return "disagreement";
    } else if (event instanceof Event.Agreement) {
      return "agreement";
    } else if (event instanceof Event.AcceptingPaused) {
      return "accepting_paused";
    } else if (event instanceof Event.AcceptingResumed) {
      return "accepting_resumed";
    } else if (event instanceof Event.Reloaded) {
      return "reloaded";
    } else if (event instanceof Event.NodeFound) {
      return "node_found";
    } else if (event instanceof Event.NodeGone) {
      return "node_gone";
    } else if (event instanceof Event.SessionCut) {
      return "session_cut";
    } else if (event instanceof Event.Draining) {
      return "draining";
    }
    throw new AssertionError(event);
  }

  private static void fields(JsonObject json, Event event) {
    if (event instanceof Event.Started e) {
      json.put("version", e.version()).put("nodes", e.nodes()).put("policy", e.policy());
    } else if (event instanceof Event.Configuration e) {
      json.put("warnings", new JsonArray(e.warnings()));
    } else if (event instanceof Event.NodeChanged e) {
      json.put("node", e.node())
          .put("reason", e.reason())
          .put("stateComment", e.stateComment())
          .put("index", orNull(e.index()));
    } else if (event instanceof Event.ActiveChanged e) {
      json.put("listener", e.listener().word())
          .put("from", e.from().orElse(null))
          .put("to", e.to().orElse(null))
          .put("reason", e.reason().text())
          .put("reasonCode", e.reason().code().word())
          .put("outageMilliseconds", orNull(e.outageMillis()));
      cut(json, e.cut());
    } else if (event instanceof Event.GroupChanged e) {
      json.put("listener", e.listener().word())
          .put("nodes", new JsonArray(e.nodes()))
          .put("left", new JsonArray(e.left()))
          .put("joined", new JsonArray(e.joined()))
          .put("reason", e.reason().text())
          .put("reasonCode", e.reason().code().word());
      cut(json, e.cut());
    } else if (event instanceof Event.TrafficSwitched e) {
      json.put("by", e.by()).put("remote", e.remote()).put("message", e.message());
      cut(json, e.cut());
    } else if (event instanceof Event.SwitchedOver e) {
      json.put("from", e.from().orElse(null))
          .put("to", e.to())
          .put("drainSeconds", e.drainSeconds())
          .put("by", e.by())
          .put("remote", e.remote())
          .put("message", e.message());
      cut(json, e.cut());
    } else if (event instanceof Event.DrainEnded e) {
      json.put("listener", e.listener().word()).put("node", e.node()).put("how", e.how().word());
      cut(json, e.cut());
    } else if (event instanceof Event.NodeSwitched e) {
      json.put("node", e.node())
          .put("by", e.by())
          .put("remote", e.remote())
          .put("message", e.message());
    } else if (event instanceof Event.Disagreement e) {
      json.put("proxies", new JsonArray(e.proxies().stream().map(EventJson::opinion).toList()));
    } else if (event instanceof Event.AcceptingPaused e) {
      limit(json, e.sessions(), e.cap());
    } else if (event instanceof Event.AcceptingResumed e) {
      limit(json, e.sessions(), e.cap());
    } else if (event instanceof Event.Reloaded e) {
      json.put("by", e.by()).put("remote", e.remote()).put("changes", new JsonArray(e.changes()));
    } else if (event instanceof Event.NodeFound e) {
      json.put("node", e.node()).put("address", e.address()).put("by", e.by());
    } else if (event instanceof Event.NodeGone e) {
      json.put("node", e.node()).put("by", e.by()).put("reason", e.reason());
    } else if (event instanceof Event.SessionCut e) {
      json.put("by", e.by())
          .put("remote", e.remote())
          .put("listener", e.listener().word())
          .put("client", e.client().orElse(null))
          .put("node", e.node().orElse(null));
    } else if (event instanceof Event.Draining e) {
      json.put("remote", e.remote().orElse(null));
    }
  }

  private static void cut(JsonObject json, Event.Cut cut) {
    json.put("sessionsCut", cut.sessions()).put("milliseconds", cut.milliseconds());
  }

  private static void limit(JsonObject json, int sessions, SessionCap cap) {
    json.put("sessions", sessions).put("limit", cap.sessions()).put("limitedBy", cap.by().code());
  }

  private static JsonObject opinion(Event.Opinion opinion) {
    return new JsonObject()
        .put("proxy", opinion.proxy())
        .put("active", opinion.active().orElse(null));
  }

  private static Long orNull(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }
}

package dev.patchbay.admin;

import dev.patchbay.aware.KeptState;
import dev.patchbay.aware.MysqlFacts;
import dev.patchbay.session.SessionPage;
import dev.patchbay.session.SessionView;
import dev.patchbay.telemetry.events.Clip;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Sessions as JSON. */
final class SessionJson {
  private SessionJson() {}

  static JsonObject page(SessionPage page) {
    return new JsonObject()
        .put("total", page.total())
        .put("sessions", new JsonArray(page.sessions().stream().map(SessionJson::of).toList()));
  }

  static JsonObject of(SessionView session) {
    return new JsonObject()
        .put("id", session.id().toString())
        .put("listener", session.listener().word())
        .put("node", session.node().map(Clip::of).orElse(null))
        .put("client", session.clientText().orElse(null))
        .put("state", session.state().code())
        .put("since", Times.text(session.since()))
        .put(
            "bytes",
            new JsonObject().put("toNode", session.toNode()).put("toClient", session.toClient()))
        .put("mysql", session.facts().map(SessionJson::of).orElse(null));
  }

  private static JsonObject of(MysqlFacts facts) {
    return new JsonObject()
        .put("phase", word(facts.phase()))
        .put("lost", facts.lost().orElse(null))
        .put("user", facts.user().orElse(null))
        .put("database", facts.database().orElse(null))
        .put("transaction", word(facts.transaction()))
        .put("outstanding", facts.outstanding())
        .put("atBoundary", facts.atBoundary())
        .put("kept", new JsonArray(facts.kept().stream().sorted().map(KeptState::code).toList()));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

package dev.patchbay.peers;

import dev.patchbay.text.Sanitize;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads what a peer answers: the two endpoints that Switchboard has too. Whatever else is in them
 * is not looked at.
 */
final class PeerAnswer {
  private static final int MAX_LOCATION_CHARS = 100;

  private PeerAnswer() {}

  /** Passes an answer that has a body to be read. */
  static void check(HttpClientResponse response) throws PeerFault {
    int status = response.statusCode();
    if (status == 200) {
      return;
    }
    if (status == 401) {
      throw new PeerFault("401: it has another user name or password than this proxy");
    }
    if (status >= 300 && status < 400) {
      throw new PeerFault(
          "%d, leads to %s; redirects are not followed"
              .formatted(status, location(response.getHeader(HttpHeaders.LOCATION))));
    }
    throw new PeerFault(status + " in place of an answer");
  }

  private static String location(String header) {
    return header == null ? "nowhere" : Sanitize.line(header, MAX_LOCATION_CHARS);
  }

  /**
   * @param cluster of {@code /v0/cluster}
   * @param backends of {@code /v0/backends}
   */
  static PeerFacts read(Buffer cluster, Buffer backends) throws PeerFault {
    try {
      return facts(new JsonObject(cluster), new JsonArray(backends));
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      throw new PeerFault("200, but what it says is not what a proxy says");
    }
  }

  private static PeerFacts facts(JsonObject cluster, JsonArray backends) {
    JsonObject active = cluster.getJsonObject("activeBackend");
    int sessions = 0;
    int healthy = 0;
    for (int i = 0; i < backends.size(); i++) {
      JsonObject backend = backends.getJsonObject(i);
      sessions += backend.getInteger("currentSessionCount");
      healthy += backend.getBoolean("healthy") ? 1 : 0;
    }
    String message = cluster.getString("message");
    return new PeerFacts(
        Optional.ofNullable(active).map(a -> Objects.requireNonNull(a.getString("name"))),
        cluster.getBoolean("trafficEnabled"),
        message == null ? "" : message,
        sessions,
        healthy,
        backends.size());
  }
}

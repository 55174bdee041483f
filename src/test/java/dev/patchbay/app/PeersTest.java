package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two whole proxies that know of each other. */
class PeersTest {
  private static final Duration SOME_ROUNDS = Duration.ofSeconds(60);
  private static final String LOUD = "The proxies disagree: writes go to more than one node.";

  @Test
  void proxies_knowOneAnotherAndThemselves_andSayLoudlyThatTheyDisagree() throws Exception {
    // Each has a cluster of its own, with the same names: so they can be made to disagree.
    try (ProxyBed first = new ProxyBed(2, 100);
        ProxyBed second = new ProxyBed(2, 100)) {
      first.knowing(first.uri(), second.uri()).start();
      second.knowing(first.uri(), second.uri()).start();
      await().atMost(SOME_ROUNDS).until(() -> active(first, 1).equals("mysql/0"));
      JsonArray seen = peers(first).getJsonArray("peers");
      assertThat(seen.getJsonObject(0).getBoolean("self")).isTrue();
      assertThat(seen.getJsonObject(1).getBoolean("self")).isFalse();
      assertThat(seen.getJsonObject(1).getInteger("nodes")).isEqualTo(2);
      assertThat(page(first)).doesNotContain(LOUD);

      // Each sees a node only that is dead for the other one: there is nothing to agree on.
      first.agents.get(1).sick();
      second.agents.get(0).sick();

      await().atMost(SOME_ROUNDS).until(() -> page(first).contains(LOUD));
      assertThat(peers(first).getJsonArray("disagreement"))
          .isEqualTo(
              new JsonArray()
                  .add(new JsonObject().put("proxy", first.uri()).put("active", "mysql/0"))
                  .add(new JsonObject().put("proxy", second.uri()).put("active", "mysql/1")));
      await().atMost(SOME_ROUNDS).until(() -> page(second).contains(LOUD));

      assertThat(kinds(first)).contains("disagreement").doesNotContain("agreement");
      JsonObject state = new JsonObject(first.api("GET", "/v0/nodes").body());
      assertThat(state.getJsonArray("peers").getJsonObject(1).getString("active"))
          .isEqualTo("mysql/1");

      second.agents.get(0).well();

      await().atMost(SOME_ROUNDS).until(() -> !page(first).contains(LOUD));
      await().atMost(SOME_ROUNDS).until(() -> kinds(first).contains("agreement"));
    }
  }

  private static List<String> kinds(ProxyBed bed) throws Exception {
    return new JsonObject(bed.api("GET", "/v0/events").body())
        .getJsonArray("events").stream().map(e -> ((JsonObject) e).getString("kind")).toList();
  }

  private static JsonObject peers(ProxyBed bed) throws Exception {
    return new JsonObject(bed.aggregator("/v0/peers").body());
  }

  private static String page(ProxyBed bed) throws Exception {
    return bed.aggregator("/").body();
  }

  private static String active(ProxyBed bed, int peer) throws Exception {
    return String.valueOf(peers(bed).getJsonArray("peers").getJsonObject(peer).getString("active"));
  }
}

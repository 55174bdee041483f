package dev.patchbay.admin;

import dev.patchbay.routing.Claim;
import dev.patchbay.routing.UsableNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A claim as JSON. Its texts are not shortened: other proxies compare them. */
final class ClaimJson {
  private ClaimJson() {}

  static JsonObject of(Claim claim) {
    return new JsonObject()
        .put("term", claim.term())
        .put("operator", claim.wish())
        .put("drainSeconds", claim.drain().toSeconds())
        .put("priority", claim.priority())
        .put("rank", claim.rank() == Claim.NO_RANK ? null : claim.rank())
        .put("node", claim.node().name())
        .put("address", claim.address())
        .put("origin", claim.origin());
  }

  static JsonArray usable(List<UsableNode> nodes) {
    JsonArray json = new JsonArray();
    for (UsableNode node : nodes) {
      json.add(new JsonObject().put("node", node.node().name()).put("address", node.address()));
    }
    return json;
  }
}

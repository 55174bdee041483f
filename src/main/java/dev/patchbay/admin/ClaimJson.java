package dev.patchbay.admin;

import dev.patchbay.routing.Claim;
import io.vertx.core.json.JsonObject;

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
}

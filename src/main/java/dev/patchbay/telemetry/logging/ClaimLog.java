package dev.patchbay.telemetry.logging;

import dev.patchbay.routing.Claim;
import dev.patchbay.routing.Claims;
import dev.patchbay.routing.Follower;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.text.RateLimit;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that another proxy sends its clients to a node that this one does not have: it cannot
 * follow, and the two differ until somebody makes their configurations the same.
 */
public final class ClaimLog implements Follower {
  private static final Logger LOG = LoggerFactory.getLogger("peers");

  private final RateLimit rateLimit;

  /**
   * @param nanoTime see {@link RateLimit}
   */
  public ClaimLog(LongSupplier nanoTime) {
    this.rateLimit = new RateLimit(nanoTime);
  }

  @Override
  public void next(Transition transition) {
    RoutingState state = transition.after();
    if (!transition.before().claims().heard().equals(state.claims().heard())) {
      state.claims().heard().forEach((proxy, heard) -> look(proxy, heard, state));
    }
  }

  private void look(String proxy, Claims.Heard heard, RoutingState state) {
    Claim claim = heard.claim();
    if (state.topology().nodes().stream().anyMatch(claim::isFor)) {
      rateLimit.clear(proxy);
      return;
    }
    OptionalLong suppressed = rateLimit.admit(proxy, claim.node() + " " + claim.address());
    if (suppressed.isPresent()) {
      LOG.atError()
          .addKeyValue("proxy", proxy)
          .addKeyValue("node", claim.node().name())
          .addKeyValue("address", claim.address())
          .addKeyValue("suppressed", suppressed.getAsLong())
          .log("Another proxy uses a node that this one does not have");
    }
  }
}

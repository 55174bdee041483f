package dev.patchbay.health;

import dev.patchbay.config.AgentTlsConfig;
import java.util.Objects;
import java.util.Optional;

/**
 * How nodes are checked.
 *
 * @param timeoutMillis a check with no complete answer in this time has failed
 * @param intervalMillis time between the starts of two checks of one node
 * @param tls how the agents' certificates are verified; empty means plain http
 */
public record CheckSettings(int timeoutMillis, int intervalMillis, Optional<AgentTlsConfig> tls) {
  public CheckSettings {
    Objects.requireNonNull(tls, "tls");
  }
}

package dev.patchbay.health;

import java.util.Objects;
import java.util.Optional;

/**
 * How nodes are checked.
 *
 * @param timeoutMillis a check with no complete answer in this time has failed
 * @param intervalMillis time between the starts of two checks of one node
 * @param tls how the agents' certificates are verified; empty means plain http
 * @param streams whether agents that say by themselves what becomes of their nodes are followed
 */
public record CheckSettings(
    int timeoutMillis, int intervalMillis, Optional<Tls> tls, boolean streams) {

  /**
   * How the agents' certificates are verified.
   *
   * @param serverName the name that the certificate must be for
   * @param ca PEM text of the authorities that may have signed it
   */
  public record Tls(String serverName, String ca) {
    public Tls {
      Objects.requireNonNull(serverName, "serverName");
      Objects.requireNonNull(ca, "ca");
    }
  }

  public CheckSettings {
    Objects.requireNonNull(tls, "tls");
  }
}

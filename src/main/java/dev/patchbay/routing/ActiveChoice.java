package dev.patchbay.routing;

import dev.patchbay.topology.Node;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The active node, and what this proxy says of it from now on.
 *
 * @param because why a healthy node is left for it; empty if health and order say it all
 * @param wish whether an operator wanted just this, here or at another proxy
 * @param drain how long the sessions of the node that is left may go on; zero cuts them
 */
record ActiveChoice(
    Optional<Node> node, Claims claims, Optional<Reason> because, boolean wish, Duration drain) {

  ActiveChoice {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(claims, "claims");
    Objects.requireNonNull(because, "because");
    Objects.requireNonNull(drain, "drain");
  }

  /** By health and order alone. */
  static ActiveChoice of(Optional<Node> node, Claims claims) {
    return new ActiveChoice(node, claims, Optional.empty(), false, Duration.ZERO);
  }
}

package dev.patchbay.peers;

import dev.patchbay.config.ProxyUri;
import java.time.Instant;
import java.util.Optional;

/**
 * One entry of {@code API.ProxyURIs}, as it is known now.
 *
 * @param self whether it is this very proxy, which is not asked over the network
 * @param asked when it last answered, or was given up; empty if never, as for this proxy itself
 * @param facts what it said; empty if it gave no proxy's answer
 * @param error why there are no facts, in a few words; empty if there are some, or none yet
 */
public record PeerView(
    ProxyUri uri,
    boolean self,
    Optional<Instant> asked,
    Optional<PeerFacts> facts,
    Optional<String> error) {

  /** What the configuration calls it. */
  public String name() {
    return uri.text();
  }

  /** Whether the answer of this proxy is missed: it was asked, and gave none. */
  public boolean isMissed() {
    return asked.isPresent() && facts.isEmpty();
  }

  /** Whether it is neither asked nor this proxy itself. */
  public boolean isLeftAlone() {
    return !self && asked.isEmpty() && error.isPresent();
  }

  static PeerView unasked(ProxyUri uri) {
    return new PeerView(uri, false, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** One that is not to be asked, and why. */
  static PeerView neverAsked(ProxyUri uri, String why) {
    return new PeerView(uri, false, Optional.empty(), Optional.empty(), Optional.of(why));
  }

  static PeerView answered(ProxyUri uri, Instant now, PeerFacts facts) {
    return new PeerView(uri, false, Optional.of(now), Optional.of(facts), Optional.empty());
  }

  static PeerView failed(ProxyUri uri, Instant now, String error) {
    return new PeerView(uri, false, Optional.of(now), Optional.empty(), Optional.of(error));
  }

  static PeerView self(ProxyUri uri, PeerFacts facts) {
    return new PeerView(uri, true, Optional.empty(), Optional.of(facts), Optional.empty());
  }
}

package dev.patchbay.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.config.ProxyUri;
import dev.patchbay.peers.PeerFacts;
import dev.patchbay.peers.PeerView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An alert on zero is for those that are asked, and for nobody else. */
class PeerMetersTest {
  private static final Optional<Instant> NOW = Optional.of(Instant.EPOCH);
  private static final Optional<PeerFacts> FACTS =
      Optional.of(new PeerFacts(Optional.empty(), true, "", 0, 0, 0));

  private static double reachable(PeerView view) {
    return PeerMeters.reachable(List.of(view), "a");
  }

  private static PeerView view(
      boolean self, Optional<Instant> asked, Optional<PeerFacts> facts, String error) {
    return new PeerView(
        ProxyUri.of("a"), self, asked, facts, Optional.of(error).filter(e -> !e.isEmpty()));
  }

  @Test
  void askedProxy_isOneIfItAnswered_elseZero() {
    assertThat(reachable(view(false, NOW, FACTS, ""))).isEqualTo(1);
    assertThat(reachable(view(false, NOW, Optional.empty(), "refused"))).isZero();
    assertThat(reachable(view(true, Optional.empty(), FACTS, ""))).isEqualTo(1);
  }

  @Test
  void proxyThatIsNotAsked_orNotThereAnyMore_isNoNumber() {
    assertThat(reachable(view(false, Optional.empty(), Optional.empty(), "not asked: …"))).isNaN();
    assertThat(PeerMeters.reachable(List.of(), "a")).isNaN();
  }
}

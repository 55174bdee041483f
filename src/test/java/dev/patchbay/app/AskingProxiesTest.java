package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.OtherProxies;
import dev.patchbay.testing.TestCertificates;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two whole proxies before the same nodes, one of which asks the other in one way or another. */
class AskingProxiesTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** As in a BOSH deployment whose API speaks TLS: link addresses, and one certificate for all. */
  @Test
  void proxyAskedAtItsAddress_knownByTheCommonCertificate_isAgreedWith() throws Exception {
    TestCertificates.Server shared = TestCertificates.authority().server("proxy-tls");
    Optional<ApiConfig.Tls> tls =
        Optional.of(new ApiConfig.Tls(shared.certificatePem(), shared.keyPem()));
    try (ProxyBed first = bed();
        ProxyBed second = first.sibling()) {
      first.asking(OtherProxies.DEFAULT, tls).start();
      failOverAndBack(first);
      List<String> addresses =
          List.of(first.uri().replace("http:", "https:"), second.uri().replace("http:", "https:"));

      second.knowing("0-proxy.example.com", "1-proxy.example.com");
      second.asking(new OtherProxies(true, false, addresses, Optional.empty()), tls).start();

      await().atMost(LONG).until(() -> second.whoAnswers().equals(Optional.of("mysql/1")));
    }
  }

  @Test
  void askingSwitchedOff_meansNoAgreement_andNoWaitingForAnybody() throws Exception {
    try (ProxyBed first = bed().start();
        ProxyBed second = first.sibling()) {
      failOverAndBack(first);

      second.knowing(first.uri());
      second
          .asking(new OtherProxies(false, false, List.of(), Optional.empty()), Optional.empty())
          .start();

      await().atMost(LONG).until(() -> second.whoAnswers().equals(Optional.of("mysql/0")));
      assertThat(second.api("GET", "/v0/nodes").body())
          .contains("not asked: API.AskOtherProxies is false");
      assertThat(first.whoAnswers()).hasValue("mysql/1");

      // It can be switched on while it runs, and then they agree.
      second.asking(OtherProxies.DEFAULT, Optional.empty());
      second.patchbay().reload();

      await().atMost(LONG).until(() -> second.whoAnswers().equals(Optional.of("mysql/1")));
    }
  }

  private static ProxyBed bed() throws Exception {
    return new ProxyBed(2, ProxyBed.INTERVAL_MILLIS);
  }

  /** Node 0 has been unhealthy for a while, so node 1 is active; whoever starts alone takes 0. */
  private static void failOverAndBack(ProxyBed first) throws Exception {
    await().atMost(LONG).until(() -> first.whoAnswers().equals(Optional.of("mysql/0")));
    first.agents.get(0).sick();
    await().atMost(LONG).until(() -> first.whoAnswers().equals(Optional.of("mysql/1")));
    first.agents.get(0).well();
  }
}

package dev.patchbay.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginRuleTest {
  private static final Optional<InetAddress> HERE = Optional.of(InetAddress.getLoopbackAddress());
  private static final Map<String, String> BATCH = Map.of("program", "batch", "os", "linux");

  @Test
  void allThatIsAsked_mustFit() {
    LoginRule rule = rule("app", "shop", Map.of("program", "batch"), "127.0.0.0/8");

    assertThat(rule.fits("app", "shop", BATCH, HERE)).isTrue();
    assertThat(rule.fits("App", "shop", BATCH, HERE)).isFalse();
    assertThat(rule.fits("app", "", BATCH, HERE)).isFalse();
    assertThat(rule.fits("app", "shop", Map.of("program", "web"), HERE)).isFalse();
    assertThat(rule.fits("app", "shop", Map.of(), HERE)).isFalse();
  }

  @Test
  void whatIsNotAsked_isNotLookedAt() {
    LoginRule rule = rule("app", "", Map.of(), "");

    assertThat(rule.fits("app", "any", BATCH, Optional.empty())).isTrue();
    assertThat(rule.fitsAll()).isFalse();
    assertThat(rule("", "", Map.of(), "").fitsAll()).isTrue();
  }

  @Test
  void sourceThatIsNotKnown_fitsNoRuleThatAsksForIt() throws Exception {
    LoginRule rule = rule("", "", Map.of(), "10.0.0.0/8");

    assertThat(rule.fits("x", "", Map.of(), Optional.empty())).isFalse();
    assertThat(rule.fits("x", "", Map.of(), HERE)).isFalse();
    assertThat(rule.fits("x", "", Map.of(), Optional.of(InetAddress.getByName("10.1.2.3"))))
        .isTrue();
  }

  private static LoginRule rule(
      String user, String database, Map<String, String> attributes, String source) {
    return new LoginRule(
        Optional.of(user).filter(text -> !text.isEmpty()),
        Optional.of(database).filter(text -> !text.isEmpty()),
        attributes,
        Network.parse(source),
        new ListenerId("group"));
  }
}

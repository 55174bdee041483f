package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.admin.Reloading;
import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeDns;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodePattern;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole proxy, whose nodes are found by a DNS name. */
class DiscoverTest {
  private static final int LONG_GRACE_SECONDS = 3600;

  private FakeDns dns;
  private FoundNodes found;

  @BeforeEach
  void startDns() throws Exception {
    dns = new FakeDns();
  }

  @AfterEach
  void stop() throws Exception {
    if (found != null) {
      found.close();
    }
    dns.close();
  }

  @Test
  void nodeThatIsAddedToTheName_isFound_andTakesOverWhenItsTurnComes() throws Exception {
    dns.set(FoundNodes.HOST, FoundNodes.address(0));
    found = new FoundNodes(2, dns.address()).start(LONG_GRACE_SECONDS);
    try (Socket session = found.session(FoundNodes.name(0))) {

      dns.set(FoundNodes.HOST, FoundNodes.address(1), FoundNodes.address(0));
      found.awaitHealthy(FoundNodes.name(1));

      assertThat(found.names()).containsExactly(FoundNodes.name(0), FoundNodes.name(1));
      assertThat(found.events("node_found"))
          .contains(
              "%s at %s:%d was found by db.test."
                  .formatted(FoundNodes.name(1), FoundNodes.address(1), found.port()));
      assertThat(found.metrics()).contains("backend=\"" + FoundNodes.name(1) + "\"");
      assertThat(found.bed.whoAnswers()).contains(FoundNodes.name(0));
      found.agents.get(0).sick();
      assertThat(ProxyBed.ends(session)).isTrue();
      await().until(() -> found.bed.whoAnswers().equals(Optional.of(FoundNodes.name(1))));
    }
  }

  @Test
  void dnsThatFails_forgets_orCutsItsAnswersShort_changesNothing() throws Exception {
    dns.set(FoundNodes.HOST, FoundNodes.address(0), FoundNodes.address(1));
    found = new FoundNodes(2, dns.address()).start(0);
    try (Socket session = found.session(FoundNodes.name(0))) {
      // Even an unhealthy node does not go.
      found.agents.get(1).sick();

      dns.failing(true);
      awaitAsked(1);
      dns.failing(false).truncating(true).set(FoundNodes.HOST, FoundNodes.address(0));
      awaitAsked(1);
      dns.truncating(false).remove(FoundNodes.HOST);
      awaitAsked(2);

      assertThat(found.names()).containsExactly(FoundNodes.name(0), FoundNodes.name(1));
      assertThat(found.events("node_gone")).isEmpty();
      session.setSoTimeout(500);
      assertThat(ProxyBed.ends(session)).isFalse();
    }
  }

  @Test
  void healthyActiveNodeThatVanishes_staysForItsGrace_untilItIsUnhealthyToo() throws Exception {
    dns.set(FoundNodes.HOST, FoundNodes.address(0), FoundNodes.address(1));
    found = new FoundNodes(2, dns.address()).start(LONG_GRACE_SECONDS);
    try (Socket session = found.session(FoundNodes.name(0))) {
      found.awaitHealthy(FoundNodes.name(1));

      dns.set(FoundNodes.HOST, FoundNodes.address(1));
      awaitAsked(2);
      assertThat(found.names()).containsExactly(FoundNodes.name(0), FoundNodes.name(1));
      session.setSoTimeout(500);
      assertThat(ProxyBed.ends(session)).isFalse();
      found.agents.get(0).sick();

      found.awaitNames(FoundNodes.name(1));
      assertThat(found.events("node_gone"))
          .containsExactly(
              FoundNodes.name(0)
                  + ", found by db.test, is no longer a node: that name leads there no longer, and"
                  + " the node is unhealthy.");
      assertThat(found.metrics()).doesNotContain("backend=\"" + FoundNodes.name(0) + "\"");
    }
  }

  @Test
  void healthyActiveNodeWhoseGraceIsOver_isRemoved() throws Exception {
    dns.set(FoundNodes.HOST, FoundNodes.address(0), FoundNodes.address(1));
    found = new FoundNodes(2, dns.address()).start(1);
    try (Socket session = found.session(FoundNodes.name(0))) {
      found.awaitHealthy(FoundNodes.name(1));

      dns.set(FoundNodes.HOST, FoundNodes.address(1));

      assertThat(ProxyBed.ends(session)).isTrue();
      assertThat(found.bed.whoAnswers()).contains(FoundNodes.name(1));
      assertThat(found.state().getJsonObject("active").getString("reason"))
          .isEqualTo(FoundNodes.name(0) + " was removed");
      assertThat(found.events("node_gone")).singleElement().asString().contains("for 1 s");
    }
  }

  @Test
  void proxyThatStartsWithoutDns_starts_andFindsItsNodesLater() throws Exception {
    dns.failing(true);
    found = new FoundNodes(2, dns.address()).start(LONG_GRACE_SECONDS);

    assertThat(found.names()).isEmpty();
    assertThat(found.bed.whoAnswers()).isEmpty();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                found
                    .state()
                    .getJsonObject("active")
                    .getString("reason")
                    .equals("no node is healthy"));
    dns.failing(false).set(FoundNodes.HOST, FoundNodes.address(1), FoundNodes.address(0));

    found.session(FoundNodes.name(0)).close();
    assertThat(found.names()).containsExactly(FoundNodes.name(0), FoundNodes.name(1));
  }

  /** Two proxies that start together choose alike, though their DNS servers be slow. */
  @Test
  void firstChoice_waitsForTheFirstAnswer() throws Exception {
    dns.set(FoundNodes.HOST, FoundNodes.address(0)).delay(1000);
    found = new FoundNodes(1, dns.address());
    Node fixed = fixedNode(9);

    found
        .bed
        .with(List.of(fixed), List.of(found.pattern(FoundNodes.HOST, LONG_GRACE_SECONDS)))
        .start();

    found.session(FoundNodes.name(0)).close();
    assertThat(found.events("active_changed")).noneMatch(e -> e.startsWith("fixed is active"));
  }

  /** As it does for nodes that are configured: an agent may be slow, or the proxy's own start. */
  @Test
  void firstChoice_waitsForAVerdictOnEveryNodeOfTheFirstAnswer() throws Exception {
    dns.set(FoundNodes.HOST, FoundNodes.address(1), FoundNodes.address(0));
    found = new FoundNodes(2, dns.address());
    found.agents.get(0).delay(2000);

    found.start(LONG_GRACE_SECONDS);

    await().atMost(Duration.ofSeconds(60)).until(() -> found.bed.whoAnswers().isPresent());
    assertThat(found.bed.whoAnswers()).contains(FoundNodes.name(0));
  }

  @Test
  void reload_keepsWhatTheDnsHasFound_andTheDnsWhatAReloadBrought() throws Exception {
    dns.set(FoundNodes.HOST, FoundNodes.address(0));
    found = new FoundNodes(3, dns.address()).start(LONG_GRACE_SECONDS);
    try (Socket session = found.session(FoundNodes.name(0))) {
      Node fixed = fixedNode(9);
      NodePattern pattern = found.pattern(FoundNodes.HOST, LONG_GRACE_SECONDS);

      found.bed.with(List.of(fixed), List.of(pattern));
      assertThat(reload().changes()).hasSize(1);
      assertThat(found.names()).containsExactly(FoundNodes.name(0), "fixed");
      dns.set(FoundNodes.HOST, FoundNodes.address(1), FoundNodes.address(0));
      found.awaitNames(FoundNodes.name(0), FoundNodes.name(1), "fixed");

      // Another name is no outage: it is asked first.
      dns.set("other.test", FoundNodes.address(0), FoundNodes.address(2)).delay(300);
      found.bed.with(List.of(), List.of(found.pattern("other.test", LONG_GRACE_SECONDS)));
      assertThat(reload().changes()).hasSize(2);

      assertThat(found.names()).containsExactly(FoundNodes.name(0), FoundNodes.name(2));
      session.setSoTimeout(500);
      assertThat(ProxyBed.ends(session)).isFalse();
    }
  }

  private Node fixedNode(int index) throws Exception {
    FakeNode node = new FakeNode(found.bed.vertx, "fixed", 0);
    FakeAgent agent = new FakeAgent(found.bed.vertx, index);
    return new Node("fixed", "127.0.0.1", node.node().port(), agent.port(), "/status");
  }

  private Reloading.Applied reload() throws Exception {
    Reloading.Outcome outcome =
        found.bed.patchbay().reload().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(outcome).isInstanceOf(Reloading.Applied.class);
    return (Reloading.Applied) outcome;
  }

  /** Waits until the name was asked for so many times more, and once more, so that it is over. */
  private void awaitAsked(int times) {
    int before = dns.asked(FakeDns.Type.A);
    await().atMost(Duration.ofSeconds(90)).until(() -> dns.asked(FakeDns.Type.A) > before + times);
  }
}

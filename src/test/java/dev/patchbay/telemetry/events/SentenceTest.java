package dev.patchbay.telemetry.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.session.SessionCap;
import dev.patchbay.testing.Reasons;
import dev.patchbay.topology.ListenerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SentenceTest {
  private static final Instant AT = Instant.parse("2026-11-21T09:03:14.322Z");
  private static final Optional<String> NOBODY = Optional.empty();

  @Test
  void start_saysWhatItIs() {
    assertSaid(
        new Event.Started(AT, "1.2.3", 3, "sticky"),
        "Patchbay 1.2.3 started with 3 nodes, policy sticky.");
    assertSaid(
        new Event.Started(AT, "1.2.3", 1, "lowest-index"),
        "Patchbay 1.2.3 started with 1 node, policy lowest-index.");
  }

  @Test
  void warnings_areListed() {
    assertSaid(
        new Event.Configuration(AT, List.of("unknown key Porxy", "another")),
        "The configuration is valid, with 2 warnings: unknown key Porxy; another");
  }

  @Test
  void node_isSaidWithItsState() {
    assertSaid(
        new Event.NodeChanged(AT, "db/0", true, "200", "Synced", OptionalLong.of(2)),
        "db/0 is healthy: Synced, index 2.");
    assertSaid(
        new Event.NodeChanged(AT, "db/0", true, "200", "", OptionalLong.empty()),
        "db/0 is healthy: index unknown.");
    assertSaid(
        new Event.NodeChanged(
            AT, "db/0", false, "200, healthy: false, Joined", "Joined", OptionalLong.empty()),
        "db/0 is unhealthy: 200, healthy: false, Joined.");
  }

  @Test
  void limit_saysWhatSetsItAndWhatToDo() {
    assertSaid(
        new Event.AcceptingPaused(AT, 361, new SessionCap(361, SessionCap.By.OPEN_FILES)),
        "New clients wait: there are 361 sessions, and the limit of open files allows 361."
            + " To allow more, raise it (ulimit -n).");
    assertSaid(
        new Event.AcceptingResumed(AT, 1, new SessionCap(50, SessionCap.By.CONFIGURATION)),
        "New clients are accepted again: 1 session of at most 50.");
  }

  @Test
  void change_saysFromWhereToWhereAndWhatItCut() {
    Optional<String> a = Optional.of("db/0");
    Optional<String> b = Optional.of("db/1");

    assertSaid(
        new Event.ActiveChanged(
            AT, ListenerId.ACTIVE, a, b, Reasons.of("db/0 became unhealthy: 503"), cut(12, 3.25)),
        "db/1 is active in place of db/0: db/0 became unhealthy: 503."
            + " 12 sessions were cut in 3.3 ms.");
    assertSaid(
        new Event.ActiveChanged(
            AT, ListenerId.ACTIVE, a, NOBODY, Reasons.of("no node is healthy"), cut(1, 0)),
        "No node is active in place of db/0: no node is healthy. 1 session was cut in 0.0 ms.");
    assertSaid(
        new Event.ActiveChanged(
            AT, ListenerId.ACTIVE, NOBODY, b, Reasons.of("db/1 is healthy"), cut(0, 0.4)),
        "db/1 is active: db/1 is healthy.");
    assertSaid(
        new Event.ActiveChanged(AT, ListenerId.INACTIVE, a, b, Reasons.of("503"), cut(0, 0)),
        "db/1 serves the inactive listener in place of db/0: 503.");
    assertSaid(
        new Event.ActiveChanged(
            AT,
            ListenerId.ACTIVE,
            NOBODY,
            b,
            Reasons.of("db/1 is healthy, index 1"),
            cut(0, 0),
            OptionalLong.of(133_999)),
        "db/1 is active: db/1 is healthy, index 1. There was no node for 2 min 13 s.");
    assertSaid(
        new Event.ActiveChanged(AT, ListenerId.INACTIVE, a, NOBODY, Reasons.of("503"), cut(0, 0)),
        "No node serves the inactive listener in place of db/0: 503.");
  }

  @Test
  void changeOfAGroup_saysWhoServesNow() {
    assertSaid(
        group(List.of("db/0", "db/1"), "db/2 became unhealthy: 503"),
        "db/0, db/1 serve the listener reports: db/2 became unhealthy: 503."
            + " 3 sessions were cut in 1.0 ms.");
    assertSaid(
        group(List.of("db/0"), "db/2 was removed"),
        "db/0 serves the listener reports: db/2 was removed. 3 sessions were cut in 1.0 ms.");
    assertSaid(
        group(List.of(), "db/2 was removed"),
        "No node serves the listener reports: db/2 was removed."
            + " 3 sessions were cut in 1.0 ms.");
  }

  private static Event group(List<String> nodes, String reason) {
    return new Event.GroupChanged(
        AT,
        new ListenerId("reports"),
        nodes,
        List.of("db/2"),
        List.of(),
        Reasons.of(reason),
        cut(3, 1));
  }

  @Test
  void trafficSwitch_saysWhoAndWhy() {
    assertSaid(
        new Event.TrafficSwitched(AT, false, "proxy", "10.0.0.9", "upgrade", cut(2, 1)),
        "proxy (10.0.0.9) switched the traffic off: upgrade. 2 sessions were cut in 1.0 ms.");
    assertSaid(
        new Event.TrafficSwitched(AT, true, "proxy", "10.0.0.9", "", cut(0, 0)),
        "proxy (10.0.0.9) switched the traffic on.");
  }

  @Test
  void proxies_areQuoted() {
    assertSaid(
        new Event.Disagreement(
            AT,
            List.of(new Event.Opinion("p0", Optional.of("a")), new Event.Opinion("p1", NOBODY))),
        "The proxies disagree on the active node: p0 has a, p1 has none.");
    assertSaid(new Event.Agreement(AT), "The proxies agree on the active node again.");
  }

  @Test
  void drain_saysWhoBeganIt() {
    assertSaid(
        new Event.Draining(AT, Optional.of("10.0.0.9")),
        "10.0.0.9 began to drain this proxy: load balancers are sent away, traffic goes on.");
    assertSaid(
        new Event.Draining(AT, NOBODY),
        "This proxy was told to stop: load balancers are sent away, traffic goes on.");
  }

  @Test
  void sessionCut_saysWhoCutWhom() {
    Optional<String> client = Optional.of("10.0.0.7:51234");
    assertSaid(
        new Event.SessionCut(
            AT, "proxy", "10.0.0.9", ListenerId.ACTIVE, client, Optional.of("db/0")),
        "proxy (10.0.0.9) cut the session of 10.0.0.7:51234 at db/0.");
    assertSaid(
        new Event.SessionCut(AT, "proxy", "10.0.0.9", ListenerId.ACTIVE, NOBODY, NOBODY),
        "proxy (10.0.0.9) cut the session of a client that is gone.");
  }

  @Test
  void textFromOutside_staysOnOneLineAndKeepsItsMarkup() {
    assertThat(said("<img src=x onerror=alert(1)>\r\n\t\"&\u0000🦊"))
        .isEqualTo("proxy (::1) switched the traffic on: <img src=x onerror=alert(1)> \"& 🦊.");
  }

  @Test
  void rightToLeftText_isIsolated_andDoesNotTurnTheRest() {
    assertThat(said("שלום")).isEqualTo("proxy (::1) switched the traffic on: \u2068שלום\u2069.");
    assertThat(said("\u202eevil\u2069\u2066")).endsWith(" on: evil.");
    assertThat(said("\u2069\u202eمرحبا")).endsWith(" on: \u2068مرحبا\u2069.");
  }

  @Test
  void longTexts_makeNoLongerSentence() {
    String reason = "🦊".repeat(5_000);
    Optional<String> name = Optional.of("n".repeat(10_000));

    String said =
        Sentence.of(
            new Event.ActiveChanged(
                AT, ListenerId.ACTIVE, name, name, Reasons.of(reason), cut(1, 1)));

    assertThat(said).hasSize(Clip.MAX_CHARS).endsWith("n…");
  }

  private static String said(String message) {
    return Sentence.of(new Event.TrafficSwitched(AT, true, "proxy", "::1", message, cut(0, 0)));
  }

  private static Event.Cut cut(int sessions, double milliseconds) {
    return new Event.Cut(sessions, milliseconds);
  }

  private static void assertSaid(Event event, String sentence) {
    assertThat(Sentence.of(event)).isEqualTo(sentence);
  }
}

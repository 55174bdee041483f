package dev.patchbay.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page says, in words, of each state that a cluster can be in. */
@Tag("browser")
class VerdictTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  /**
   * One state, and what is to be read.
   *
   * @param text with … for what may stand between
   */
  record Case(
      String name, JsonObject state, String level, String title, String headline, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "all healthy",
            States.healthy(3),
            "good",
            "✓ mysql/0 – Patchbay",
            "mysql/0 takes the writes",
            "Reachable…All 214 sessions go to mysql/0, active for 3 h 12 min because mysql/1 became"
                + " unhealthy: health agent answered 503.…All three nodes are healthy."),
        new Case(
            "one of three unhealthy",
            States.sick(States.healthy(3), 1),
            "warn",
            "▲ mysql/0, 2 of 3 healthy – Patchbay",
            "mysql/0 takes the writes",
            "Reachable, but degraded…One of three nodes is unhealthy (mysql/1): one more failure leaves"
                + " a single node."),
        new Case(
            "the last one",
            States.sick(States.sick(States.healthy(3), 1), 2),
            "warn",
            "▲ mysql/0, 1 of 3 healthy – Patchbay",
            "mysql/0 takes the writes",
            "Two of three nodes are unhealthy (mysql/1, mysql/2): one more failure and no node is"
                + " left."),
        new Case(
            "a cluster of one",
            States.healthy(1),
            "good",
            "✓ mysql/0 – Patchbay",
            "mysql/0 takes the writes",
            "It is the only node there is: if it fails, nothing takes its place."),
        new Case(
            "no node left",
            States.nobody(
                States.sick(States.sick(States.healthy(2), 0), 1),
                "mysql/1 became unhealthy: health agent answered 503"),
            "bad",
            "✕ No node – Patchbay",
            "No node takes the writes",
            "Not reachable…has not been reachable through this proxy for 2 min because mysql/1"
                + " became unhealthy: health agent answered 503. New connections are closed at once.…None of two nodes"
                + " is healthy."),
        new Case(
            "just started",
            changed(
                States.nobody(States.healthy(2), ""),
                s -> {
                  s.put("startedAt", States.ago(2));
                  for (int i = 0; i < 2; i++) {
                    States.node(s, i)
                        .put("status", "unknown")
                        .put("reason", "")
                        .put("stateComment", "")
                        .putNull("index")
                        .putNull("lastCheck");
                  }
                  return s;
                }),
            "unknown",
            "… Starting – Patchbay",
            "Waiting for the nodes’ first answers",
            "Starting…New connections are closed at once."),
        new Case(
            "no node found by its name",
            States.nobody(States.healthy(1), "no node is healthy").put("nodes", new JsonArray()),
            "bad",
            "✕ No node – Patchbay",
            "No node takes the writes",
            "Not reachable…because no node is healthy. New connections are closed at once.…No node"
                + " has been found by its name."),
        new Case(
            "traffic off",
            changed(
                States.healthy(2),
                s -> {
                  s.getJsonObject("traffic")
                      .put("enabled", false)
                      .put("message", "schema change")
                      .put("since", States.ago(840));
                  States.node(s, 0)
                      .put("sessions", new JsonObject().put("active", 0).put("inactive", 0));
                  return s;
                }),
            "bad",
            "✕ Traffic off – Patchbay",
            "Traffic is switched off",
            "Switched off…An operator switched it off 14 min ago, with the message “schema change”."
                + " New connections are closed at once. mysql/0 would take the writes."),
        new Case(
            "some sessions elsewhere",
            changed(
                States.healthy(2),
                s -> {
                  States.node(s, 1)
                      .put("sessions", new JsonObject().put("active", 3).put("inactive", 4));
                  return s;
                }),
            "good",
            "✓ mysql/0 – Patchbay",
            "mysql/0 takes the writes",
            "214 of 217 sessions go to mysql/0, …Another 4 sessions use the inactive port."),
        new Case(
            "back from traffic off",
            changed(
                States.healthy(2),
                s -> {
                  s.getJsonObject("active").put("reason", "traffic was switched on: done");
                  return s;
                }),
            "good",
            "✓ mysql/0 – Patchbay",
            "mysql/0 takes the writes",
            "active for 3 h 12 min because traffic was switched on: done."),
        new Case(
            "draining",
            changed(States.healthy(2), s -> s.put("draining", true)),
            "warn",
            "▲ mysql/0, 2 of 2 healthy – Patchbay",
            "mysql/0 takes the writes",
            "Both nodes are healthy. This proxy is about to stop"),
        new Case(
            "one disabled",
            States.disabled(States.healthy(3), 1, "disk"),
            "warn",
            "▲ mysql/0, 3 of 3 healthy – Patchbay",
            "mysql/0 takes the writes",
            "Reachable, but degraded…All three nodes are healthy. mysql/1 is disabled.…Disabled: takes"
                + " no traffic…Disabled by proxy (10.0.0.7) at 02:58:00 UTC, 14 min ago…Why: disk"),
        new Case(
            "the last one is disabled",
            States.disabled(States.sick(States.healthy(2), 1), 0, "disk"),
            "warn",
            "▲ mysql/0, 1 of 2 healthy – Patchbay",
            "mysql/0 takes the writes",
            "mysql/0 serves although it is disabled: no other node is healthy and enabled.…Reachable,"
                + " but degraded…Disabled, but takes the writes: nothing else is left"),
        new Case(
            "a drain",
            States.draining(States.healthy(2), 12),
            "warn",
            "▲ mysql/0, 2 of 2 healthy – Patchbay",
            "mysql/0 takes the writes",
            "Two nodes take writes: mysql/0, and mysql/1 with 12 sessions left, until 03:12:23 UTC (in"
                + "…proxy (10.0.0.7) moved the traffic: “kernel update”"),
        new Case(
            "no node for the inactive port",
            changed(
                States.healthy(1),
                s ->
                    s.put(
                        "inactive",
                        new JsonObject()
                            .putNull("node")
                            .put("since", States.ago(60))
                            .put("reason", "no node is healthy")
                            .put("generation", 2))),
            "warn",
            "▲ mysql/0, 1 of 1 healthy – Patchbay",
            "mysql/0 takes the writes",
            "No node for the inactive port for 1 min."),
        new Case(
            "proxies disagree",
            changed(
                States.healthy(2),
                s ->
                    s.put(
                            "peers",
                            new JsonArray()
                                .add(States.peer("0-proxy.example", "mysql/0").put("self", true))
                                .add(States.peer("1-proxy.example", "mysql/1"))
                                .add(
                                    States.peer("2-proxy.example", null)
                                        .put("reachable", false)
                                        .put("error", "no answer within 2 s")))
                        .put(
                            "disagreement",
                            new JsonArray()
                                .add(opinion("0-proxy.example", "mysql/0"))
                                .add(opinion("1-proxy.example", "mysql/1")))),
            "warn",
            "▲ mysql/0, 2 of 2 healthy – Patchbay",
            "mysql/0 takes the writes",
            "The proxies disagree: writes go to more than one node. By 0-proxy.example to mysql/0;"
                + " 1-proxy.example to mysql/1.…No answer: no answer within 2 s"));
  }

  private static JsonObject opinion(String proxy, String active) {
    return new JsonObject().put("proxy", proxy).put("active", active);
  }

  /** The server judges: what it does not call a disagreement is none, and what it does is one. */
  @Test
  void page_saysOfADisagreementWhatTheServerSays() throws Exception {
    JsonObject differing = States.healthy(2);
    differing.put(
        "peers",
        new JsonArray()
            .add(States.peer("0-proxy.example", "mysql/0"))
            .add(States.peer("1-proxy.example", "mysql/1")));
    JsonObject found =
        States.healthy(2)
            .put(
                "disagreement",
                new JsonArray()
                    .add(opinion("this proxy", "mysql/0"))
                    .add(opinion("1-proxy.example", "mysql/1")));

    try (StandInProxy proxy = new StandInProxy(differing);
        Tab tab = CHROMIUM.tab(Tab.Look.DESK)) {
      tab.page().navigate(proxy.url());
      assertThat(tab.page()).hasTitle("✓ mysql/0 – Patchbay");

      proxy.publish(found);

      assertThat(tab.page().locator("main .loud"))
          .containsText("By this proxy to mysql/0; 1-proxy");
      assertThat(tab.page().locator(".verdict")).hasClass("verdict warn");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void state_isSaidInWords(Case it) throws Exception {
    try (StandInProxy proxy = new StandInProxy(it.state());
        Tab tab = CHROMIUM.tab(Tab.Look.DESK)) {
      Page page = tab.page();
      page.navigate(proxy.url());
      assertThat(page.locator("h2#headline")).isVisible();

      assertThat(page.getByRole(AriaRole.HEADING, named(it.headline()))).isVisible();
      assertThat(page.locator("main")).containsText(words(it.text()));
      assertThat(page).hasTitle(it.title());
      assertThat(page.locator(".verdict")).hasClass("verdict " + it.level());
      assertThat(page.locator("link[rel=icon]"))
          .hasAttribute("href", "icons/" + it.level() + ".svg");
      assertThat(page.locator("#announcer")).containsText(it.headline());
      tab.assertAccessible().screenshot("verdict-" + it.name().replace(' ', '-'));
    }
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setLevel(2);
  }

  /** As the browser reads patterns: it knows no quotation. */
  private static Pattern words(String text) {
    return Pattern.compile(
        text.replaceAll("[.*+?^${}()|\\[\\]\\\\]", "\\\\$0")
            .replace(" ", "\\s+")
            .replace("…", "[\\s\\S]*"));
  }

  private static JsonObject changed(JsonObject state, UnaryOperator<JsonObject> change) {
    return change.apply(state);
  }
}

package dev.patchbay.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.patchbay.browser.Tab.Look;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the dashboard shows of listeners besides the classic two, and of labels. */
@Tag("browser")
class ListenersCardTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @Test
  void listener_isShownWithItsPortItsChoiceItsLabelsAndItsSessionsAtEachNode() throws Exception {
    JsonObject state = grouped();

    try (StandInProxy proxy = new StandInProxy(state);
        Tab tab = CHROMIUM.tab(Look.DESK);
        Tab phone = CHROMIUM.tab(Look.DESK.size(360, 740).dark())) {
      Page page = open(tab, proxy);

      assertThat(row(page, "apps")).containsText("3307");
      assertThat(row(page, "apps")).containsText("the active node");
      assertThat(row(page, "apps")).containsText("mysql/0: 7");
      assertThat(row(page, "reports")).containsText("none: by rules");
      assertThat(row(page, "reports"))
          .containsText("the node with the fewest of those labelled reporting or big");
      assertThat(row(page, "reports"))
          .containsText(
              Pattern.compile(
                  "mysql/0: 2 \\(drained, the rest is cut in [^)]+\\), mysql/1: 4,"
                      + " mysql/2: 3 \\(drained, the rest is cut in "));
      assertThat(row(page, "idle")).containsText("no node");
      assertThat(card(page, "mysql/1")).containsText("Labels: reporting, big");
      assertThat(card(page, "mysql/1")).containsText("Serves reports");
      assertThat(card(page, "mysql/0")).not().containsText("Labels");
      tab.assertAccessible().screenshot("listeners");
      Page narrow = open(phone, proxy);
      assertThat(row(narrow, "reports")).containsText("mysql/1: 4");
      phone.assertAccessible().assertNoSidewaysScroll().screenshot("listeners-phone-dark");
      assertThat(tab.complaints()).isEmpty();
    }
  }

  @Test
  void withoutMoreListeners_nobodySpeaksOfThem() throws Exception {
    try (StandInProxy proxy =
            new StandInProxy(States.healthy(2).put("listeners", new JsonArray()));
        Tab tab = CHROMIUM.tab(Look.DESK)) {
      Page page = open(tab, proxy);

      assertThat(page.locator("#listeners")).hasCount(0);
    }
  }

  @Test
  void nodeOfAGroup_isDisabledWithAChoice_whatBecomesOfItsSessionsThere() throws Exception {
    try (StandInProxy proxy = new StandInProxy(grouped());
        Tab tab = CHROMIUM.tab(Look.DESK)) {
      Page page = open(tab, proxy);

      button(page, "Disable… mysql/1").click();

      Locator dialog = page.getByRole(AriaRole.DIALOG);
      assertThat(dialog).containsText("It has 4 sessions of listeners that spread theirs.");
      assertThat(button(page, "Cut 4 sessions and disable mysql/1")).isVisible();
      page.getByLabel("Drain: they may end by themselves").check();
      assertThat(dialog).containsText("New sessions go to other nodes meanwhile.");
      assertThat(button(page, "Disable mysql/1 and drain 4 sessions")).isVisible();
      tab.assertAccessible();
    }
  }

  private static JsonObject grouped() {
    JsonObject state = States.healthy(3);
    State.sessions(state, 0, "apps", 7);
    State.sessions(state, 0, "reports", 2);
    State.sessions(state, 1, "reports", 4);
    State.sessions(state, 2, "reports", 3);
    States.node(state, 0).put("roles", new JsonArray(List.of("active", "apps")));
    States.node(state, 1)
        .put("roles", new JsonArray(List.of("reports")))
        .put("labels", new JsonArray(List.of("reporting", "big")));
    return state.put(
        "listeners",
        new JsonArray()
            .add(State.listener("apps", 3307, "active", List.of(), List.of("mysql/0")))
            .add(
                State.listener(
                        "reports",
                        null,
                        "fewest_sessions",
                        List.of("reporting", "big"),
                        List.of("mysql/1"))
                    .put("draining", State.drain("mysql/0", 2))
                    .put(
                        "drains",
                        new JsonArray()
                            .add(State.drain("mysql/2", 3))
                            .add(State.drain("mysql/0", 2))))
            .add(State.listener("idle", 3308, "fewest_sessions", List.of("x"), List.of())));
  }

  /** What a state says of listeners. */
  private static final class State {
    static void sessions(JsonObject state, int node, String listener, int count) {
      JsonObject sessions = States.node(state, node).getJsonObject("sessions").copy();
      States.node(state, node).put("sessions", sessions.put(listener, count));
    }

    static JsonObject listener(
        String name, Integer port, String choice, List<String> labels, List<String> nodes) {
      return new JsonObject()
          .put("name", name)
          .put("port", port)
          .put("protocol", "mysql")
          .put("choice", choice)
          .put("labels", new JsonArray(labels))
          .put("nodes", new JsonArray(nodes))
          .put("node", nodes.size() == 1 ? nodes.get(0) : null)
          .put("since", States.ago(60))
          .put("reason", "test")
          .put("reasonCode", "became_healthy")
          .put("generation", 1)
          .putNull("draining")
          .put("drains", new JsonArray());
    }

    static JsonObject drain(String node, int sessionsLeft) {
      return new JsonObject()
          .put("node", node)
          .put("since", States.ago(7))
          .put("deadline", States.ago(-23))
          .put("sessionsLeft", sessionsLeft);
    }
  }

  private static Page open(Tab tab, StandInProxy proxy) {
    Page page = tab.page();
    page.navigate(proxy.url());
    assertThat(page.locator(".card").first()).isVisible();
    return page;
  }

  private static Locator card(Page page, String node) {
    return page.locator(".card").filter(new Locator.FilterOptions().setHasText(node)).first();
  }

  private static Locator row(Page page, String listener) {
    return page.locator("section[aria-labelledby=listeners], section:has(#listeners)")
        .locator("tbody tr")
        .filter(new Locator.FilterOptions().setHasText(listener))
        .first();
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}

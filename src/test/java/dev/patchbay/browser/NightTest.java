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

/** What somebody sees who was woken at three in the morning, be it on a telephone. */
@Tag("browser")
class NightTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final Look PHONE = Look.DESK.size(360, 740);
  private static final String TAIL = "-e5b7-4c1d-9f6e-0123456789ab";
  private static final String FIRST = "mysql/1b5d0dba" + TAIL;
  private static final String SECOND = "mysql/27c3f00d" + TAIL;

  @Test
  void namesOfBosh_areEightCharactersBesideTheAddress_andWholeForWhoAsks() throws Exception {
    JsonObject state = named(States.sick(States.healthy(3), 1));

    try (StandInProxy proxy = new StandInProxy(state);
        Tab tab = CHROMIUM.tab(Look.DESK)) {
      Page page = tab.page();
      open(page, proxy);
      proxy.log(changed(1, FIRST, SECOND, "x"));
      Locator name = page.locator(".card").first().locator("h3");

      assertThat(page.locator(".card").first().locator(".called")).containsText("10.0.16.10:3306");
      assertThat(name).hasText(FIRST);
      assertThat(name.locator("bdi")).hasAttribute("title", FIRST);
      assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(FIRST)))
          .hasCount(2);
      assertThat(page.locator(".because")).containsText(" at 10.0.16.10:3306, active for");
      assertThat(page).hasTitle("▲ mysql/1b5d0dba, 2 of 3 healthy – Patchbay");
      assertThat(seen(name)).isEqualTo("mysql/1b5d0dba");
      assertThat(seen(page.locator("#headline"))).isEqualTo("mysql/1b5d0dba takes the writes");
      assertThat(seen(page.locator(".next"))).contains("unhealthy (mysql/27c3f00d)");
      assertThat(page.locator(".timeline li")).hasCount(1);
      assertThat(seen(page.locator(".timeline"))).contains("mysql/1b5d0dba is active in place of");
      assertThat(seen(page.locator("main"))).doesNotContain(TAIL);
      tab.assertAccessible().assertNoSidewaysScroll().screenshot("bosh-names");
    }
  }

  @Test
  void tables_areStackedOnATelephone() throws Exception {
    JsonObject state = named(States.sick(States.healthy(3), 1));
    state.put(
        "peers",
        new JsonArray()
            .add(States.peer("0-proxy.example", FIRST).put("self", true))
            .add(States.peer("1-proxy.example", FIRST))
            .add(States.peer("2-proxy.example", null).put("trafficEnabled", false)));

    try (StandInProxy proxy = new StandInProxy(state);
        Tab tab = CHROMIUM.tab(PHONE)) {
      Page page = tab.page();
      open(page, proxy);
      Locator row = page.getByRole(AriaRole.ROW).nth(2);
      row.scrollIntoViewIfNeeded();

      assertThat(row.getByRole(AriaRole.CELL)).hasCount(4);
      assertThat(row.getByRole(AriaRole.ROWHEADER)).containsText("1-proxy.example");
      assertThat(page.locator("table").evaluate("t => t.scrollWidth - t.parentElement.clientWidth"))
          .isEqualTo(0);
      assertThat(row.evaluate("r => new Set([...r.children].map(c => c.offsetLeft)).size"))
          .isEqualTo(1);
      assertThat(row.locator("td").nth(1).evaluate("c => getComputedStyle(c, '::before').content"))
          .isEqualTo("\"Traffic\"");
      tab.assertAccessible().assertNoSidewaysScroll().screenshot("bosh-proxies-phone");
    }
  }

  @Test
  void threeEvents_areSeenOnATelephoneWithoutScrolling() throws Exception {
    JsonObject state = named(States.sick(States.healthy(3), 1));
    state
        .getJsonObject("active")
        .put("reason", SECOND + " became unhealthy: health agent answered 503");

    try (StandInProxy proxy = new StandInProxy(state);
        Tab tab = CHROMIUM.tab(PHONE)) {
      Page page = tab.page();
      open(page, proxy);
      proxy.log(States.event(1, "node_unhealthy", SECOND + " is unhealthy: 503."));
      proxy.log(changed(2, FIRST, SECOND, SECOND + " became unhealthy: 503"));
      proxy.log(States.event(3, "node_healthy", "mysql/2 is healthy: Synced, index 2."));
      proxy.log(States.event(4, "node_unhealthy", SECOND + " is unhealthy: 503."));

      assertThat(page.locator(".timeline li")).hasCount(4);
      tab.assertAccessible().assertNoSidewaysScroll().screenshot("night-phone");
      for (int i = 0; i < 3; i++) {
        assertThat(page.locator(".timeline li").nth(i))
            .isInViewport(
                new com.microsoft.playwright.assertions.LocatorAssertions.IsInViewportOptions()
                    .setRatio(1));
      }
    }
  }

  @Test
  void outage_looksUnlikeAFailover_andItsEndSaysHowLongItWas() throws Exception {
    JsonObject state = States.healthy(2);
    JsonObject history = States.noHistory();
    JsonArray lots = new JsonArray();
    for (int i = 0; i < 180; i++) {
      lots.add(7);
    }
    history
        .getJsonArray("nodes")
        .add(
            new JsonObject().put("name", "mysql/0").put("sessions", lots).put("checkMillis", lots));

    try (StandInProxy proxy = new StandInProxy(state).history(history);
        Tab tab = CHROMIUM.tab(Look.DESK)) {
      Page page = tab.page();
      open(page, proxy);
      proxy.log(changed(1, "mysql/1", "mysql/0", "failover").put("at", States.ago(800)));
      proxy.log(changed(2, null, "mysql/1", "outage").put("at", States.ago(400)));
      proxy.log(
          changed(3, "mysql/0", null, "There was no node for 4 min 10 s.")
              .put("at", States.ago(150))
              .put("outageMilliseconds", 250_000));

      assertThat(page.locator(".timeline li")).hasCount(3);
      assertThat(page.locator(".timeline .outage")).containsText("Outage.");
      assertThat(page.locator(".timeline .outage .icon")).hasClass("icon bad");
      assertThat(page.locator(".timeline .outage-end")).containsText("Outage over.");
      assertThat(page.locator(".timeline .outage-end")).containsText("4 min 10 s");
      assertThat(page.locator(".timeline .outage-end .icon")).hasClass("icon good");
      assertThat(page.locator(".timeline li").last().locator(".icon")).hasClass("icon arrow");
      Locator chart = page.locator(".card").first().locator(".chart").first();
      assertThat(chart.locator(".mark")).hasCount(1);
      assertThat(chart.locator(".band")).hasAttribute("d", "M99.5 0V40H149.5V0Z");
      tab.assertAccessible().screenshot("outage");
    }
  }

  @Test
  void times_areLocalForWhoPointsAtThem() throws Exception {
    try (StandInProxy proxy = new StandInProxy(States.disabled(States.healthy(2), 1, "disk"));
        Tab tab = CHROMIUM.tab(Look.DESK.in("Asia/Tokyo"))) {
      Page page = tab.page();
      open(page, proxy);
      proxy.log(States.event(1, "node_healthy", "x"));

      assertThat(page.locator(".timeline time")).hasText("03:11:00");
      assertThat(page.locator(".timeline time"))
          .hasAttribute(
              "title", Pattern.compile("^Your time: 4 May 2031(,| at) 12:11:00 GMT\\+9$"));
      assertThat(page.locator(".facts time")).hasText("00:00:00");
      assertThat(page.locator("time:not([title])")).hasCount(0);
    }
  }

  @Test
  void switchingOff_isSaidToBeThisProxysOnly_andWhatTheOthersDo() throws Exception {
    JsonObject state = States.healthy(2);
    state.put(
        "peers",
        new JsonArray()
            .add(States.peer("0-proxy.example", "mysql/0").put("self", true))
            .add(States.peer("1-proxy.example", "mysql/0"))
            .add(States.peer("2-proxy.example", "mysql/0").put("trafficEnabled", false))
            .add(States.peer("3-proxy.example", null).put("reachable", false)));

    try (StandInProxy proxy = new StandInProxy(state);
        Tab tab = CHROMIUM.tab(PHONE)) {
      Page page = tab.page();
      open(page, proxy);
      Locator switchOff =
          page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Switch off…"));
      switchOff.click();

      assertThat(page.getByRole(AriaRole.DIALOG))
          .containsText(
              "It is the switch of this proxy only: 1-proxy.example goes on sending clients to"
                  + " mysql/0; 2-proxy.example is switched off already; 3-proxy.example cannot be"
                  + " asked, and goes on if it runs.");
      tab.assertAccessible().assertNoSidewaysScroll().screenshot("switch-off-phone");
      page.keyboard().press("Escape");
      proxy.publish(States.healthy(2));
      assertThat(page.locator("table")).hasCount(0);
      switchOff.click();

      assertThat(page.getByRole(AriaRole.DIALOG))
          .containsText("It is the switch of this proxy only: others, if there are any, go on.");
    }
  }

  @Test
  void day_isDrawnForWhoWantsIt() throws Exception {
    JsonObject day =
        States.noHistory()
            .put("stepSeconds", 300)
            .put(
                "nodes",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("name", "mysql/0")
                            .put("sessions", new JsonArray(List.of(3, 411, 5)))
                            .put("checkMillis", new JsonArray(List.of(1, 2, 3)))));

    try (StandInProxy proxy = new StandInProxy(States.healthy(2)).day(day);
        Tab tab = CHROMIUM.tab(Look.DESK)) {
      Page page = tab.page();
      open(page, proxy);
      Locator button =
          page.getByRole(
              AriaRole.BUTTON, new Page.GetByRoleOptions().setName("24 h").setExact(true));
      assertThat(button).hasAttribute("aria-pressed", "false");

      button.press("Enter");

      assertThat(button).hasAttribute("aria-pressed", "true");
      assertThat(page.locator(".card").first()).containsText("at most 411");
      assertThat(page.locator(".card").first()).containsText("24 h ago");
      assertThat(page.locator(".card").first().locator(".chart").first())
          .hasAttribute("aria-label", Pattern.compile("over the last 24 hours: between 3 and 411"));
      tab.assertAccessible().screenshot("day");
      assertThat(tab.complaints()).isEmpty();
    }
  }

  /** Opens the page and waits until it follows the stream. */
  private static void open(Page page, StandInProxy proxy) {
    page.navigate(proxy.url());
    assertThat(page.locator("#headline")).isVisible();
  }

  /** The nodes' names as BOSH gives them, two of three. */
  private static JsonObject named(JsonObject state) {
    States.node(state, 0).put("name", FIRST);
    States.node(state, 1).put("name", SECOND);
    state.getJsonObject("active").put("node", FIRST);
    return state;
  }

  private static JsonObject changed(long id, String to, String from, String why) {
    String words =
        (to == null ? "No node" : to)
            + " is active"
            + (from == null ? "" : " in place of " + from)
            + ": "
            + why;
    return States.event(id, "active_changed", words)
        .put("listener", "active")
        .put("from", from)
        .put("to", to);
  }

  /** The text without what is only there for those who do not see it. */
  private static String seen(Locator of) {
    return (String)
        of.evaluate(
            "e => { const seen = e.cloneNode(true);"
                + " seen.querySelectorAll('.unseen, .folded, dialog').forEach(u => u.remove());"
                + " return seen.textContent.replace(/\\s+/g, ' ').trim(); }");
  }
}

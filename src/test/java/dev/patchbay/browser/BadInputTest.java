package dev.patchbay.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page when what it is told is hostile, strange, or far too much. */
@Tag("browser")
class BadInputTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final String MARKUP =
      "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>'\"&amp;${1}";
  private static final String EMOJI = "🐬👩‍👩‍👧 数据库 ".repeat(20);
  private static final String RIGHT_TO_LEFT = "قاعدة\u202E البيانات";
  private static final String TEN_KILOBYTES = "W".repeat(10_240);

  @ParameterizedTest
  @CsvSource({"1280,900", "360,740"})
  void names_ofAnyKind_areTextAndKeepTheLayout(int width, int height) throws Exception {
    JsonObject state = States.sick(States.sick(States.healthy(4), 2), 3);
    List<String> names = List.of(MARKUP, EMOJI, RIGHT_TO_LEFT, TEN_KILOBYTES);
    for (int i = 0; i < names.size(); i++) {
      States.node(state, i).put("name", names.get(i)).put("stateComment", names.get(i));
      States.node(state, i).put("host", names.get(i));
    }
    States.node(state, 2).put("reason", MARKUP + TEN_KILOBYTES);
    state.getJsonObject("active").put("node", MARKUP).put("reason", RIGHT_TO_LEFT + TEN_KILOBYTES);
    state.put(
        "peers",
        new JsonArray()
            .add(States.peer(MARKUP, MARKUP).put("link", "javascript:window.hacked=1"))
            .add(States.peer(RIGHT_TO_LEFT, RIGHT_TO_LEFT).put("message", TEN_KILOBYTES)));

    try (StandInProxy proxy = new StandInProxy(state);
        Tab tab = CHROMIUM.tab(Tab.Look.DESK.size(width, height))) {
      Page page = tab.page();
      page.navigate(proxy.url());
      assertThat(card(page, 0)).containsText("Active");
      for (int i = 0; i < names.size(); i++) {
        proxy.log(States.event(i + 1, "node_unhealthy", names.get(i) + TEN_KILOBYTES));
      }

      assertThat(page.locator(".timeline li")).hasCount(names.size());
      assertThat(card(page, 0).locator("h3")).hasText(MARKUP);
      assertThat(card(page, 2).locator("h3")).hasText(RIGHT_TO_LEFT);
      assertThat(page.locator("h2#headline")).containsText("<img src=x onerror=");
      assertThat(page.evaluate("window.hacked === undefined")).isEqualTo(true);
      assertThat(page.locator("#page img, #page script, a[href^=javascript]")).hasCount(0);
      tab.assertNoSidewaysScroll();
      for (int i = 0; i < names.size(); i++) {
        assertThat(insideItsCard(card(page, i))).isTrue();
      }
      tab.assertAccessible().screenshot("hostile-names-" + width);
      assertThat(tab.complaints()).isEmpty();
    }
  }

  @Test
  void longText_isThereBehindADisclosure() throws Exception {
    JsonObject state = States.sick(States.healthy(2), 1);
    States.node(state, 1).put("reason", "start" + TEN_KILOBYTES + "end");

    try (StandInProxy proxy = new StandInProxy(state);
        Tab tab = CHROMIUM.tab(Tab.Look.DESK)) {
      tab.page().navigate(proxy.url());
      Locator disclosure = card(tab.page(), 1).locator("summary");

      disclosure.press("Enter");

      assertThat(card(tab.page(), 1).getByText("end")).isVisible();
      tab.assertNoSidewaysScroll();
    }
  }

  @ParameterizedTest
  @CsvSource({"1280,900", "360,740"})
  void sixtyNodes_areAllShown_theTellingOnesFirst(int width, int height) throws Exception {
    JsonObject state = States.sick(States.healthy(60), 41);
    JsonObject active = States.node(state, 0);
    States.node(state, 7)
        .put("roles", active.getJsonArray("roles"))
        .put("sessions", active.getJsonObject("sessions"));
    active.put("roles", new JsonArray());
    state.getJsonObject("active").put("node", "mysql/7");

    try (StandInProxy proxy = new StandInProxy(state);
        Tab tab = CHROMIUM.tab(Tab.Look.DESK.size(width, height))) {
      Page page = tab.page();
      page.navigate(proxy.url());

      assertThat(page.locator(".card")).hasCount(60);
      assertThat(card(page, 0).locator("h3")).hasText("mysql/7");
      assertThat(card(page, 1).locator("h3")).hasText("mysql/41");
      assertThat(card(page, 2).locator("h3")).hasText("mysql/0");
      assertThat(page.locator(".next")).containsText("One of 60 nodes is unhealthy (mysql/41)");
      tab.assertNoSidewaysScroll();
      tab.screenshot("sixty-nodes-" + width);
    }
  }

  @Test
  void stateThatThePageCannotRead_isSaidToBeSo() throws Exception {
    try (StandInProxy proxy = new StandInProxy(States.healthy(2));
        Tab tab = CHROMIUM.tab(Tab.Look.DESK)) {
      tab.page().navigate(proxy.url());
      assertThat(tab.page().locator("h2#headline")).isVisible();
      assertThat(tab.page().locator("#failed")).isHidden();

      JsonObject strange = States.healthy(2);
      strange.remove("nodes");
      proxy.publish(strange);

      assertThat(tab.page().locator("#failed")).containsText("This page has failed");
    }
  }

  @Test
  void nodeThatNeverAnswered_isSaidToHaveNeverAnswered() throws Exception {
    JsonObject state = States.healthy(2);
    States.node(state, 1)
        .put("status", "unknown")
        .put("reason", "")
        .put("stateComment", "")
        .putNull("index")
        .putNull("lastCheck");

    try (StandInProxy proxy = new StandInProxy(state);
        Tab tab = CHROMIUM.tab(Tab.Look.DESK)) {
      tab.page().navigate(proxy.url());

      assertThat(card(tab.page(), 1)).containsText("No answer yet");
      assertThat(card(tab.page(), 1)).not().containsText("null");
      assertThat(card(tab.page(), 1)).not().containsText("undefined");
      assertThat(tab.page().locator(".next")).containsText("one more failure and no node is left");
    }
  }

  @Test
  void timesThatLieAhead_areNow_neverNegative() throws Exception {
    JsonObject state = States.sick(States.healthy(2), 1);
    state.getJsonObject("active").put("since", States.ago(-3600));
    States.node(state, 1).put("since", States.ago(-86_400));

    try (StandInProxy proxy = new StandInProxy(state);
        Tab tab = CHROMIUM.tab(Tab.Look.DESK)) {
      Page page = tab.page();
      page.navigate(proxy.url());
      assertThat(page.locator(".because")).containsText("active for 0 s");
      proxy.log(States.event(1, "node_unhealthy", "later").put("at", States.ago(-60)));

      assertThat(page.locator(".timeline li")).containsText("just now");
      assertThat(card(page, 1)).containsText("for 0 s");
      assertThat(page.locator("main")).not().containsText("-");
    }
  }

  @Test
  void serversClock_countsAndNotTheBrowsers() throws Exception {
    try (StandInProxy proxy = new StandInProxy(States.healthy(2));
        Tab tab = CHROMIUM.tab(Tab.Look.DESK)) {
      tab.page().navigate(proxy.url());

      // The server lives in another year. A lost connection shows a time as well, another one.
      assertThat(tab.page().locator(".clock")).hasText(Pattern.compile("^03:12:0\\d UTC$"));
      assertThat(tab.page().locator(".live")).hasText("Live");
      assertThat(tab.page().locator(".facts")).containsText("Active since00:00:00 UTC");
    }
  }

  @Test
  void thousandEventsASecond_leaveThePageUsable() throws Exception {
    try (StandInProxy proxy = new StandInProxy(States.healthy(3));
        Tab tab = CHROMIUM.tab(Tab.Look.DESK)) {
      Page page = tab.page();
      page.navigate(proxy.url());
      Locator button = page.getByRole(AriaRole.BUTTON, named("Switch off…"));
      assertThat(button).isVisible();
      page.evaluate(
          "count = () => { window.frames_ = (window.frames_ ?? 0) + 1;"
              + " requestAnimationFrame(count); }; count()");

      Thread flood = new Thread(() -> flood(proxy, 5_000));
      flood.start();
      assertThat(page.locator(".timeline li").first()).containsText("event ");
      button.press("Enter");
      page.keyboard().type("typed in the flood");
      assertThat(page.getByRole(AriaRole.TEXTBOX)).hasValue("typed in the flood");
      page.keyboard().press("Escape");
      flood.join();

      assertThat(page.locator(".timeline li").first()).containsText("event 5000");
      assertThat(page.locator(".timeline li")).hasCount(200);
      assertThat(page.locator("#announcer")).containsText("mysql/0 takes the writes");
      assertThat(((Number) page.evaluate("frames_")).intValue()).isGreaterThan(20);
      assertThat(tab.complaints()).isEmpty();
    }
  }

  /** A thousand a second, ten at a time. */
  private static void flood(StandInProxy proxy, int count) {
    long start = System.nanoTime();
    for (int i = 1; i <= count; i++) {
      proxy.log(States.event(i, "node_unhealthy", "event " + i));
      while (System.nanoTime() - start < i * 1_000_000L) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void verdictThatFlaps_isNotReadOutEachTime() throws Exception {
    try (StandInProxy proxy = new StandInProxy(States.healthy(2));
        Tab tab = CHROMIUM.tab(Tab.Look.DESK)) {
      Page page = tab.page();
      page.navigate(proxy.url());
      assertThat(page.locator("#announcer")).containsText("mysql/0 takes the writes");
      page.evaluate(
          "window.said = []; new MutationObserver(() => said.push(announcer.textContent))"
              + ".observe(announcer, {childList: true, characterData: true, subtree: true})");

      IntStream.range(0, 100)
          .mapToObj(i -> i % 2 == 0 ? States.nobody(States.healthy(2), "x") : States.healthy(2))
          .forEach(proxy::publish);
      proxy.publish(States.nobody(States.healthy(2), "the end"));

      assertThat(page.locator(".because")).containsText("the end");
      assertThat(page.locator("#announcer")).containsText("No node takes the writes");
      assertThat((List<?>) page.evaluate("said")).hasSizeLessThanOrEqualTo(2);
    }
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  private static Locator card(Page page, int i) {
    return page.locator(".card").nth(i);
  }

  private static boolean insideItsCard(Locator card) {
    return (Boolean)
        card.evaluate(
            "card => [...card.querySelectorAll('*')].every(e => e.clientWidth === 0"
                + " || e.getBoundingClientRect().right <= card.getBoundingClientRect().right + 1)");
  }
}

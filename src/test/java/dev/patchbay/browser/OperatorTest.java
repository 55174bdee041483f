package dev.patchbay.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.patchbay.browser.Tab.Look;
import dev.patchbay.routing.ActiveNodePolicy;
import java.net.Socket;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator can have done on the dashboard, with the real proxy. */
@Tag("browser")
class OperatorTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();
  private static final Look DESK = Look.DESK.signedIn(Demo.USER, Demo.PASSWORD);
  private static final String[] THREE = {"mysql/0", "mysql/1", "mysql/2"};

  /** The browser tells that a dialog has closed only after the keys that were pressed meanwhile. */
  @Test
  void questionAskedBeforeTheEndOfTheLastOneIsTold_stays_andHasNothingOfTheLastOne()
      throws Exception {
    try (RealProxy proxy = new RealProxy(THREE);
        Tab tab = CHROMIUM.tab(DESK)) {
      Page page = open(tab, proxy.url());
      Locator makeActive = button(page, "Make active… mysql/1");
      makeActive.click();
      page.getByRole(AriaRole.TEXTBOX).fill("for the first");

      makeActive.evaluate(
          """
          async (button) => {
            document.getElementById('question').close();
            button.click();
            await new Promise((told) => setTimeout(told, 200));
          }""");

      assertThat(page.getByLabel("Cut at once")).isFocused();
      assertThat(page.getByRole(AriaRole.TEXTBOX)).hasValue("");
      page.keyboard().press("Escape");
      assertThat(dialog(page)).hasCount(0);
      assertThat(tab.complaints()).isEmpty();
    }
  }

  /** The question is no place for it any more, although the browser has not told of its end. */
  @Test
  void refusalAfterTheQuestionWasLeft_isShownOnThePage() throws Exception {
    try (RealProxy proxy = new RealProxy(ActiveNodePolicy.LOWEST_INDEX, THREE);
        Tab tab = CHROMIUM.tab(DESK)) {
      Page page = open(tab, proxy.url());
      button(page, "Make active… mysql/1").click();
      page.evaluate(
          """
          () => {
            const real = fetch;
            const leave = ({ ok }, text) => {
              if (!ok) {
                document.getElementById('question').close();
              }
              return text;
            };
            window.fetch = async (...what) => {
              const answer = await real(...what);
              const text = await answer.text();
              return { ok: answer.ok, status: answer.status, text: async () => leave(answer, text) };
            };
          }""");

      button(page, "Move to mysql/1").press("Enter");

      assertThat(card(page, "mysql/1").locator(".answer"))
          .containsText("The proxy answered 409: Proxy.ActiveNodePolicy is lowest-index");
      assertThat(dialog(page)).hasCount(0);
    }
  }

  @Test
  void switchover_isAskedForAndCutByKeyboardAlone_withANumberThatStandsStill() throws Exception {
    try (RealProxy proxy = new RealProxy(THREE);
        Tab tab = CHROMIUM.tab(DESK)) {
      List<Socket> clients = proxy.open(12);
      Page page = open(tab, proxy.url());
      assertThat(page.locator(".because")).containsText("All 12 sessions go to mysql/0");
      Locator makeActive = button(page, "Make active… mysql/1");

      makeActive.press("Enter");
      assertThat(dialog(page)).containsText("There are 12 sessions at mysql/0.");
      assertThat(page.getByLabel("Cut at once")).isFocused();
      tab.assertAccessible().screenshot("switchover");
      page.keyboard().press("Escape");
      assertThat(dialog(page)).hasCount(0);
      assertThat(makeActive).isFocused();

      page.keyboard().press("Enter");
      assertThat(page.getByLabel("Cut at once")).isFocused();
      page.keyboard().press("Tab");
      page.keyboard().type("kernel <b>update</b> & \"more\"");
      clients.addAll(proxy.open(3));
      assertThat(page.locator(".because")).containsText("All 15 sessions go to mysql/0");
      assertThat(page.getByRole(AriaRole.TEXTBOX)).hasValue("kernel <b>update</b> & \"more\"");
      assertThat(dialog(page)).containsText("There are 12 sessions at mysql/0.");
      page.keyboard().press("Tab");
      page.keyboard().press("Tab");
      assertThat(button(page, "Cut 12 sessions and move to mysql/1")).isFocused();
      page.keyboard().press("Enter");

      assertThat(headline(page)).hasText("mysql/1 takes the writes");
      assertThat(page.locator(".because"))
          .containsText("because demo wants mysql/1: kernel <b>update</b> & \"more\"");
      assertThat(card(page, "mysql/1").locator(".answer")).containsText("mysql/1 is active.");
      assertThat(card(page, "mysql/1").locator(".answer")).isFocused();
      assertThat(page.locator("#answered")).hasText("mysql/1 is active.");
      assertThat(page.locator(".timeline .switchover").first())
          .containsText("15 sessions were cut");
      assertThat(clients).allMatch(RealProxy::ends);
      assertThat(button(page, "Make active… mysql/1")).hasCount(0);
      assertOnlyItsOwnOrigin(tab, proxy);
      assertThat(tab.complaints()).isEmpty();
    }
  }

  @Test
  void drain_isShownUntilTheRestIsCut() throws Exception {
    try (RealProxy proxy = new RealProxy(THREE);
        Tab tab = CHROMIUM.tab(DESK);
        Tab dark = CHROMIUM.tab(DESK.size(360, 740).dark())) {
      List<Socket> clients = proxy.open(3);
      Page page = open(tab, proxy.url());
      Page narrow = open(dark, proxy.url());
      assertThat(page.locator(".because")).containsText("All 3 sessions go to mysql/0");

      button(page, "Make active… mysql/1").click();
      page.getByLabel("Drain: they may end by themselves").check();
      page.getByLabel("Seconds until the rest is cut").fill("3000");
      assertThat(dialog(page)).containsText("Two nodes take writes until the drain ends.");
      tab.assertAccessible().screenshot("drain-asked");
      button(page, "Move to mysql/1 and drain 3 sessions").click();

      assertThat(page.locator(".drain"))
          .containsText(
              Pattern.compile(
                  "Two nodes take writes: mysql/1, and mysql/0 with 3 sessions left, until"
                      + " [\\d :-]+ UTC \\(in \\d+ min( \\d+ s)?\\)"));
      assertThat(card(page, "mysql/1").locator(".answer"))
          .containsText("Two nodes take writes until the drain ends: mysql/0 and mysql/1.");
      assertThat(page.locator(".verdict")).hasClass("verdict warn");
      assertThat(page.locator("#announcer")).containsText("Two nodes take writes.");
      assertThat(page).hasTitle("▲ mysql/1, 3 of 3 healthy – Patchbay");
      clients.get(0).close();
      assertThat(page.locator(".drain")).containsText("2 sessions left");
      tab.assertAccessible().screenshot("draining");
      assertThat(narrow.locator(".drain")).containsText("2 sessions left");
      dark.assertAccessible().assertNoSidewaysScroll().screenshot("draining-phone-dark");

      button(page, "Cut the rest now…").click();
      assertThat(dialog(page)).containsText("This cuts 2 sessions at mysql/0 at once.");
      assertThat(RealProxy.lives(clients.get(1))).isTrue();
      button(page, "Cut 2 sessions").click();

      assertThat(page.locator(".drain")).hasCount(0);
      assertThat(RealProxy.ends(clients.get(1))).isTrue();
      assertThat(page.locator(".answer")).containsText("The drain has ended. The rest was cut.");
      assertThat(page.locator(".answer")).isFocused();
      assertThat(page.locator(".timeline .drain_ended"))
          .containsText("The drain of mysql/0 has ended: an operator had the rest cut.");
      assertThat(headline(page)).hasText("mysql/1 takes the writes");
      assertThat(tab.complaints()).isEmpty();
      assertThat(dark.complaints()).isEmpty();
    }
  }

  @Test
  void drain_isGoneBackFromByKeyboard() throws Exception {
    try (RealProxy proxy = new RealProxy(THREE);
        Tab tab = CHROMIUM.tab(DESK)) {
      List<Socket> former = proxy.open(3);
      Page page = open(tab, proxy.url());
      assertThat(page.locator(".because")).containsText("All 3 sessions go to mysql/0");

      button(page, "Make active… mysql/1").press("Enter");
      page.keyboard().press("ArrowDown");
      assertThat(page.getByLabel("Drain: they may end by themselves")).isChecked();
      assertThat(page.getByLabel("Seconds until the rest is cut")).hasValue("30");
      page.keyboard().press("Tab");
      page.keyboard().type("3000");
      page.keyboard().press("Enter");
      assertThat(page.locator(".drain")).containsText("3 sessions left");
      List<Socket> latter = proxy.open(2);
      assertThat(card(page, "mysql/1").locator(".measure").first()).containsText("2");

      button(page, "Go back…").press("Enter");
      assertThat(dialog(page))
          .containsText(
              "mysql/0 becomes active again and keeps the 3 sessions that it still has. This cuts"
                  + " 2 sessions at once, at mysql/1.");
      button(page, "Cut 2 sessions and go back to mysql/0").press("Enter");

      assertThat(headline(page)).hasText("mysql/0 takes the writes");
      assertThat(page.locator(".drain")).hasCount(0);
      assertThat(page.locator(".answer")).containsText("mysql/0 is active again.");
      assertThat(latter).allMatch(RealProxy::ends);
      assertThat(RealProxy.lives(former.get(0))).isTrue();
      assertThat(tab.complaints()).isEmpty();
    }
  }

  @Test
  void question_isNoLongerTrueOnceTheTrafficHasMoved_andSaysSo() throws Exception {
    try (RealProxy proxy = new RealProxy(THREE);
        Tab tab = CHROMIUM.tab(DESK)) {
      List<Socket> clients = proxy.open(2);
      Page page = open(tab, proxy.url());
      button(page, "Make active… mysql/2").click();
      assertThat(dialog(page)).containsText("There are 2 sessions at mysql/0.");

      proxy.agent(0).sick();

      assertThat(dialog(page)).containsText("The traffic has moved since you opened this");
      assertThat(button(page, "Cut 2 sessions and move to mysql/2")).isDisabled();
      page.keyboard().press("Escape");
      assertThat(headline(page)).hasText("mysql/1 takes the writes");
      assertThat(clients).allMatch(RealProxy::ends);
    }
  }

  @Test
  void node_isDisabledAndEnabled_andTheCardSaysWhoAndWhy() throws Exception {
    try (RealProxy proxy = new RealProxy(THREE);
        Tab tab = CHROMIUM.tab(DESK);
        Tab dark = CHROMIUM.tab(DESK.dark())) {
      List<Socket> clients = proxy.open(2);
      Page page = open(tab, proxy.url());
      Page other = open(dark, proxy.url());
      assertThat(page.locator(".because")).containsText("All 2 sessions go to mysql/0");

      button(page, "Disable… mysql/1").press("Enter");
      assertThat(dialog(page)).containsText("mysql/1 takes no traffic from now on");
      assertThat(page.getByRole(AriaRole.TEXTBOX)).isFocused();
      page.keyboard().type("disk");
      button(page, "Disable mysql/1").press("Enter");

      assertThat(card(page, "mysql/1")).containsText("Disabled: takes no traffic");
      assertThat(card(page, "mysql/1").locator(".out"))
          .containsText(
              Pattern.compile(
                  "Disabled by demo \\(127\\.0\\.0\\.1\\) at\\s+[\\d:]+ UTC[\\s\\S]*Why: disk"));
      assertThat(card(page, "mysql/1").locator(".answer")).containsText("mysql/1 is disabled.");
      assertThat(button(page, "Enable… mysql/1")).isFocused();
      assertThat(button(page, "Make active… mysql/1")).hasCount(0);
      assertThat(page.locator(".next")).containsText("mysql/1 is disabled.");
      assertThat(page.locator(".timeline .node_disabled")).containsText("disabled mysql/1: disk");

      button(page, "Disable… mysql/0").click();
      assertThat(dialog(page))
          .containsText(
              "The traffic moves to mysql/2. Then mysql/2 is the only healthy node that is enabled."
                  + " There are 2 sessions at mysql/0.");
      button(page, "Cut 2 sessions and disable mysql/0").click();
      assertThat(headline(page)).hasText("mysql/2 takes the writes");
      assertThat(clients).allMatch(RealProxy::ends);

      button(page, "Disable… mysql/2").click();
      assertThat(dialog(page)).containsText("mysql/2 is the last healthy node that is enabled.");
      page.locator("#question").getByText("Disable mysql/2", exact()).last().click();
      assertThat(page.locator("main > .loud"))
          .containsText("mysql/2 serves although it is disabled: no other node is healthy and");
      assertThat(card(page, "mysql/2"))
          .containsText("Disabled, but takes the writes: nothing else is left");
      assertThat(page.locator(".verdict")).hasClass("verdict warn");
      tab.assertAccessible().screenshot("disabled-last");
      assertThat(other.locator("main > .loud")).containsText("mysql/2 serves although");
      dark.assertAccessible().screenshot("disabled-last-dark");

      List<Socket> more = proxy.open(3);
      assertThat(page.locator(".because")).containsText("All 3 sessions go to mysql/2");
      button(page, "Enable… mysql/1").click();
      assertThat(dialog(page)).containsText("The traffic moves to mysql/1 at once");
      button(page, "Cut 3 sessions and enable mysql/1").click();
      assertThat(headline(page)).hasText("mysql/1 takes the writes");
      assertThat(page.locator("main > .loud")).hasCount(0);
      assertThat(more).allMatch(RealProxy::ends);
      assertThat(tab.complaints()).isEmpty();
    }
  }

  @Test
  void refusal_isShownAsItIs_andWhatWasTypedStays() throws Exception {
    try (RealProxy proxy = new RealProxy(ActiveNodePolicy.LOWEST_INDEX, THREE);
        Tab tab = CHROMIUM.tab(DESK)) {
      Page page = open(tab, proxy.url());

      button(page, "Make active… mysql/1").click();
      page.getByRole(AriaRole.TEXTBOX).fill("typed before");
      button(page, "Move to mysql/1").press("Enter");

      assertThat(dialog(page).getByRole(AriaRole.ALERT))
          .containsText(
              "The proxy answered 409: Proxy.ActiveNodePolicy is lowest-index: the healthy node");
      assertThat(page.getByRole(AriaRole.TEXTBOX)).hasValue("typed before");
      assertThat(button(page, "Move to mysql/1")).isFocused();
      tab.assertAccessible().screenshot("refused");
      page.keyboard().press("Escape");
      assertThat(button(page, "Make active… mysql/1")).isFocused();
      assertThat(headline(page)).hasText("mysql/0 takes the writes");
    }
  }

  @Test
  void networkThatIsLost_andSignInThatEnds_areSaidInTheQuestion() throws Exception {
    try (RealProxy proxy = new RealProxy(THREE);
        Cable cable = new Cable(proxy.apiPort());
        Tab tab = CHROMIUM.tab(DESK)) {
      Page page = open(tab, "http://127.0.0.1:" + cable.port() + "/");
      button(page, "Disable… mysql/1").click();
      page.getByRole(AriaRole.TEXTBOX).fill("typed before");

      cable.pull();
      button(page, "Disable mysql/1").click();

      assertThat(dialog(page).getByRole(AriaRole.ALERT))
          .containsText("The proxy cannot be reached. Whether it has done this is not known");
      cable.plugIn();
      assertThat(page.locator(".live")).hasText("Live");
      assertThat(page.getByRole(AriaRole.TEXTBOX)).hasValue("typed before");

      page.route(
          "**/v0/nodes/*",
          route ->
              route.fulfill(new com.microsoft.playwright.Route.FulfillOptions().setStatus(401)));
      button(page, "Disable mysql/1").click();
      assertThat(dialog(page).getByRole(AriaRole.ALERT))
          .hasText(
              "This proxy no longer takes your name and password. Reload the page to sign in.");
      page.unroute("**/v0/nodes/*");

      button(page, "Disable mysql/1").click();
      assertThat(card(page, "mysql/1").locator(".out")).containsText("Why: typed before");
    }
  }

  @ParameterizedTest
  @CsvSource({"1280,900", "360,740"})
  void hostileNamesAndMessages_areTextAndReachTheProxyAsTheyAre(int width, int height)
      throws Exception {
    String name = "../a%2Fb?x=1&y#<img src=x onerror=\"window.hacked=1\">'+ü;";
    String message = "<script>window.hacked=1</script> '\"\\ %00 \u202E ${1}";
    try (RealProxy proxy = new RealProxy("db/0", name, "W".repeat(200));
        Tab tab = CHROMIUM.tab(DESK.size(width, height))) {
      Page page = open(tab, proxy.url());
      Locator card = page.locator(".card").nth(1);

      card.getByText("Disable…").click();
      page.getByRole(AriaRole.TEXTBOX).fill(message);
      assertThat(dialog(page)).isInViewport();
      tab.assertNoSidewaysScroll().screenshot("hostile-action-" + width);
      page.locator("#question button[type=submit]").click();
      assertThat(card.locator(".out")).containsText("<script>window.hacked=1</script> '\"\\ %00");
      card.getByText("Enable…").click();
      page.locator("#question button[type=submit]").click();
      assertThat(card.locator(".out p")).hasCount(0);

      card.getByText("Make active…").click();
      page.getByRole(AriaRole.TEXTBOX).fill(message);
      page.locator("#question button[type=submit]").click();
      assertThat(headline(page)).containsText("<img src=x onerror=");
      assertThat(page.locator(".because")).containsText("window.hacked=1</script> '\"\\ %00");
      page.locator(".card").nth(2).getByText("Make active…").click();
      tab.assertNoSidewaysScroll();
      page.locator("#question button[type=submit]").click();
      assertThat(headline(page)).containsText("WWW");
      proxy.open(1);
      page.locator("#who summary").click();
      assertThat(page.locator("#who tbody tr")).containsText(new String[] {"WWW"});
      page.locator("#who-node").selectOption(name);
      assertThat(page.locator("#who")).containsText("0 sessions, as of");
      page.locator("#who-node").selectOption("W".repeat(200));
      assertThat(page.locator("#who tbody tr")).hasCount(1);

      tab.assertNoSidewaysScroll().assertAccessible().screenshot("hostile-actions-" + width);
      assertThat(page.evaluate("window.hacked === undefined")).isEqualTo(true);
      assertThat(page.locator("#page img, #page script")).hasCount(0);
      assertThat(tab.complaints()).isEmpty();
    }
  }

  private static Page open(Tab tab, String url) {
    tab.page().navigate(url);
    assertThat(tab.page().locator(".live")).hasText("Live");
    return tab.page();
  }

  private static Locator dialog(Page page) {
    return page.getByRole(AriaRole.DIALOG);
  }

  private static Locator headline(Page page) {
    return page.locator("h2#headline");
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator.GetByTextOptions exact() {
    return new Locator.GetByTextOptions().setExact(true);
  }

  private static Locator card(Page page, String node) {
    return page.locator(".card")
        .filter(
            new Locator.FilterOptions()
                .setHas(
                    page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(node))));
  }

  private static void assertOnlyItsOwnOrigin(Tab tab, RealProxy proxy) {
    assertThat(tab.requests())
        .anyMatch(url -> url.endsWith("/v0/switchover"))
        .allMatch(url -> url.startsWith(proxy.url()));
  }
}

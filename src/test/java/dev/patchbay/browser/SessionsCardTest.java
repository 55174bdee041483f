package dev.patchbay.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.patchbay.browser.Tab.Look;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is connected, on the dashboard of the real proxy. */
@Tag("browser")
class SessionsCardTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();
  private static final Look DESK = Look.DESK.signedIn(Demo.USER, Demo.PASSWORD);
  private static final String[] THREE = {"mysql/0", "mysql/1", "mysql/2"};

  /** Longer than two of the intervals at which an open card asks. */
  private static final String TWO_INTERVALS_LATER = "since => performance.now() - since > 4500";

  @Test
  void sessions_areListedByOrderNodeAndAddress_twentyAtATime() throws Exception {
    try (RealProxy proxy = new RealProxy(THREE);
        Tab tab = CHROMIUM.tab(DESK);
        Tab dark = CHROMIUM.tab(DESK.size(360, 740).dark())) {
      List<Socket> clients = proxy.open(24);
      Socket inactive = proxy.openInactive(1).get(0);
      for (int i = 0; i < 300; i++) {
        RealProxy.lives(clients.get(7));
      }
      Page page = open(tab, proxy.url());

      page.locator("#who summary").press("Enter");
      assertThat(card(page)).containsText("1 to 20 of 25 sessions, as of ");
      assertThat(rows(page)).hasCount(20);
      assertThat(rows(page).first()).containsText(name(clients.get(7)));
      assertThat(rows(page).first()).containsText("1.5 kB");
      assertThat(rows(page).first()).containsText("mysql/0");
      button(page, "More").press("Enter");
      assertThat(card(page)).containsText("21 to 25 of 25 sessions");
      assertThat(rows(page)).hasCount(5);
      assertThat(button(page, "More")).hasCount(0);
      button(page, "Back").click();
      assertThat(rows(page)).hasCount(20);

      page.locator("#who-order").selectOption("newest");
      assertThat(rows(page).first()).containsText(name(inactive));
      assertThat(rows(page).first()).containsText("(inactive port)");
      button(page, "More").click();
      assertThat(rows(page).last()).containsText(name(clients.get(0)));
      page.locator("#who-order").selectOption("since");
      assertThat(rows(page).first()).containsText(name(clients.get(0)));
      page.locator("#who-node").selectOption("mysql/2");
      assertThat(card(page)).containsText("1 to 1 of 1 session,");
      assertThat(rows(page)).containsText(new String[] {name(inactive)});
      tab.assertAccessible();

      Locator address = page.getByLabel("Client’s address");
      address.fill("10.0.0.9");
      proxy.open(1);
      assertThat(page.locator(".because")).containsText("All 25 sessions go to mysql/0");
      assertThat(address).hasValue("10.0.0.9");
      address.press("Enter");
      assertThat(card(page)).containsText("0 sessions, as of");
      address.fill("nonsense<b>");
      address.press("Enter");
      assertThat(card(page).getByRole(AriaRole.STATUS))
          .hasText("The proxy answered 400: address must be an IP address; got \"nonsense<b>\"");

      Page narrow = open(dark, proxy.url());
      narrow.locator("#who summary").click();
      assertThat(rows(narrow)).hasCount(20);
      narrow.locator("#who").scrollIntoViewIfNeeded();
      dark.assertNoSidewaysScroll().assertAccessible().screenshot("sessions-phone-dark");
      assertThat(dark.complaints()).isEmpty();
    }
  }

  @Test
  void session_isCutByKeyboard_andOneThatHasEndedIsSaidToHave() throws Exception {
    try (RealProxy proxy = new RealProxy(THREE);
        Tab tab = CHROMIUM.tab(DESK)) {
      List<Socket> clients = proxy.open(3);
      Page page = open(tab, proxy.url());
      page.locator("#who summary").press("Enter");
      assertThat(rows(page)).hasCount(3);

      String first = name(clients.get(1));
      button(page, "Cut… " + first).press("Enter");
      assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Cut the session of " + first);
      assertThat(button(page, "Cancel")).isFocused();
      tab.assertAccessible().screenshot("cut-session");
      page.keyboard().press("Escape");
      assertThat(button(page, "Cut… " + first)).isFocused();
      assertThat(RealProxy.lives(clients.get(1))).isTrue();
      page.keyboard().press("Enter");
      page.keyboard().press("Tab");
      assertThat(button(page, "Cut 1 session")).isFocused();
      page.keyboard().press("Enter");

      assertThat(page.locator("#who .answer")).containsText("The session of " + first + " is cut.");
      assertThat(page.locator("#who .answer")).isFocused();
      assertThat(RealProxy.ends(clients.get(1))).isTrue();
      assertThat(rows(page)).hasCount(2);
      assertThat(page.locator(".timeline .session_cut"))
          .containsText("demo (127.0.0.1) cut the session of " + first);
      assertThat(RealProxy.lives(clients.get(0))).isTrue();
      assertThat(tab.complaints()).isEmpty();

      button(page, "Cut… " + name(clients.get(2))).click();
      clients.get(2).close();
      assertThat(page.locator(".because")).containsText("The one session goes to mysql/0");
      button(page, "Cut 1 session").click();
      assertThat(page.getByRole(AriaRole.ALERT))
          .containsText("The proxy answered 404: there is no such session now");
      button(page, "Cancel").click();
    }
  }

  @Test
  void card_asksOnlyWhileItIsOpen_onceAtATime_andNotWhileSomebodyPointsAtARow() throws Exception {
    try (RealProxy proxy = new RealProxy(THREE);
        Tab tab = CHROMIUM.tab(DESK)) {
      proxy.open(3);
      Page page = open(tab, proxy.url());
      List<Route> held = new ArrayList<>();
      page.route("**/v0/sessions?*", held::add);

      afterTwoIntervals(page);
      assertThat(held).isEmpty();
      page.locator("#who summary").click();
      page.locator("#who-order").selectOption("since");
      afterTwoIntervals(page);
      assertThat(held).hasSize(1);
      page.unroute("**/v0/sessions?*");
      held.get(0).resume();
      assertThat(rows(page)).hasCount(3);

      rows(page).first().hover();
      afterTwoIntervals(page);
      long asked = asked(tab);
      proxy.open(1);
      afterTwoIntervals(page);
      assertThat(asked(tab)).isEqualTo(asked);
      page.locator("h2#headline").hover();
      assertThat(rows(page)).hasCount(4);

      page.locator("#who summary").click();
      assertThat(rows(page)).hasCount(0);
      afterTwoIntervals(page);
      asked = asked(tab);
      afterTwoIntervals(page);
      assertThat(asked(tab)).isEqualTo(asked);
      assertThat(tab.complaints()).isEmpty();
    }
  }

  private static void afterTwoIntervals(Page page) {
    page.waitForFunction(TWO_INTERVALS_LATER, page.evaluate("performance.now()"));
  }

  private static long asked(Tab tab) {
    return tab.requests().stream().filter(url -> url.contains("/v0/sessions?")).count();
  }

  private static Page open(Tab tab, String url) {
    tab.page().navigate(url);
    assertThat(tab.page().locator(".live")).hasText("Live");
    return tab.page();
  }

  private static Locator card(Page page) {
    return page.locator("#who");
  }

  private static Locator rows(Page page) {
    return page.locator("#who tbody tr");
  }

  /** As the proxy sees it. */
  private static String name(Socket client) {
    return "127.0.0.1:" + client.getLocalPort();
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}

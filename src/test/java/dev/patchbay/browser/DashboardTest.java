package dev.patchbay.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.patchbay.browser.Tab.Look;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard of the real proxy, before the cluster of the demo. */
@Tag("browser")
class DashboardTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();
  private static final Look DESK = Look.DESK.signedIn(Demo.USER, Demo.PASSWORD);

  private Demo demo;

  @BeforeEach
  void start() throws Exception {
    demo = Demo.start();
  }

  @AfterEach
  void stop() {
    demo.close();
  }

  @Test
  void failover_isSeenBeforeDuringAndAfter() throws Exception {
    demo.open(12);

    try (Tab tab = CHROMIUM.tab(DESK);
        Tab dark = CHROMIUM.tab(DESK.dark())) {
      Page page = open(tab, demo.url());
      open(dark, demo.url());
      assertThat(headline(page)).hasText("node-0 takes the writes");
      assertThat(page.locator(".because")).containsText("All 12 sessions go to node-0, active for");
      assertThat(page.locator(".next")).containsText("All three nodes are healthy.");
      assertThat(card(page, "node-0")).containsText("Active: takes the writes");
      assertThat(page).hasTitle("✓ node-0 – Patchbay");
      tab.assertAccessible().screenshot("failover-1-before");

      demo.agent(0, "sick");

      assertThat(headline(page)).hasText("node-1 takes the writes");
      assertThat(page.locator(".because"))
          .containsText("because node-0 became unhealthy: health agent answered 503.");
      assertThat(page.locator(".next"))
          .containsText(
              "One of three nodes is unhealthy (node-0): one more failure leaves a single");
      assertThat(card(page, "node-0")).containsText("Unhealthy: gets no session");
      assertThat(card(page, "node-0")).containsText("Unhealthy");
      assertThat(page.locator(".timeline .active_changed").first())
          .containsText("12 sessions were cut in ");
      assertThat(page).hasTitle("▲ node-1, 2 of 3 healthy – Patchbay");
      assertThat(page.locator("link[rel=icon]")).hasAttribute("href", "icons/warn.svg");

      demo.open(12);

      assertThat(page.locator(".because")).containsText("All 12 sessions go to node-1");
      assertThat(headline(dark.page())).hasText("node-1 takes the writes");
      tab.assertAccessible().screenshot("failover-2-after");
      dark.assertAccessible().screenshot("failover-2-after-dark");

      demo.agent(0, "well");

      assertThat(card(page, "node-0")).containsText("Stands by");
      assertThat(page.locator(".next")).containsText("All three nodes are healthy.");
      assertThat(headline(page)).hasText("node-1 takes the writes");
      assertThat(page).hasTitle("✓ node-1 – Patchbay");
      tab.screenshot("failover-3-healed");
      assertOnlyItsOwnOrigin(tab);
      assertThat(tab.complaints()).isEmpty();
      assertThat(dark.complaints()).isEmpty();
    }
  }

  @Test
  void nobodyLeft_isSaidAtOnce() throws Exception {
    try (Tab tab = CHROMIUM.tab(DESK)) {
      Page page = open(tab, demo.url());
      assertThat(headline(page)).hasText("node-0 takes the writes");

      demo.agent(2, "hang");
      demo.agent(1, "sick");
      demo.agent(0, "sick");

      assertThat(headline(page)).hasText("No node takes the writes");
      assertThat(page.locator(".next")).containsText("None of three nodes is healthy.");
      tab.assertAccessible().screenshot("nobody-left");
    }
  }

  @Test
  void pageOpenedLater_hasThePast() throws Exception {
    demo.agent(0, "sick");

    try (Tab early = CHROMIUM.tab(DESK);
        Tab late = CHROMIUM.tab(DESK)) {
      assertThat(headline(open(early, demo.url()))).hasText("node-1 takes the writes");
      Page page = open(late, demo.url());

      assertThat(page.locator(".timeline .started")).containsText("started");
      assertThat(page.locator(".timeline .active_changed").first()).containsText("node-1");
      assertThat(card(page, "node-1").locator(".curve").first()).isAttached();
    }
  }

  @Test
  void streamCut_isSeen_andRecoversByItself() throws Exception {
    try (Cable cable = new Cable(demo.apiPort());
        Tab tab = CHROMIUM.tab(DESK)) {
      Page page = open(tab, "http://127.0.0.1:" + cable.port() + "/");
      assertThat(headline(page)).hasText("node-0 takes the writes");

      cable.pull();

      assertThat(page.locator("main .loud")).containsText("Connection lost, last seen ");
      assertThat(page).hasTitle("? No connection – Patchbay");
      tab.screenshot("stream-cut");
      demo.agent(0, "sick");
      cable.plugIn();

      assertThat(headline(page)).hasText("node-1 takes the writes");
      assertThat(page.locator("main .loud")).hasCount(0);
      assertThat(page.locator(".timeline .active_changed").first())
          .containsText("node-1 is active in place of node-0");
      assertThat(page.locator(".timeline .started")).hasCount(1);
    }
  }

  @Test
  void traffic_isSwitchedOffAndOnByKeyboardAlone() throws Exception {
    demo.open(3);

    try (Tab tab = CHROMIUM.tab(DESK)) {
      Page page = open(tab, demo.url());
      assertThat(page.locator(".because")).containsText("All 3 sessions go to node-0");

      page.keyboard().press("Tab");
      assertThat(button(page, "Switch off…")).isFocused();
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.DIALOG)).containsText("This cuts 3 sessions at once.");
      assertThat(page.getByRole(AriaRole.TEXTBOX)).isFocused();
      tab.assertAccessible().screenshot("switch-off");

      page.keyboard().press("Escape");
      assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
      assertThat(button(page, "Switch off…")).isFocused();

      page.keyboard().press("Enter");
      page.keyboard().type("<b>upgrade</b> & more");
      page.keyboard().press("Tab");
      page.keyboard().press("Tab");
      assertThat(button(page, "Switch off and cut 3 sessions")).isFocused();
      page.keyboard().press("Enter");

      assertThat(headline(page)).hasText("Traffic is switched off");
      assertThat(page.locator(".because")).containsText("with the message “<b>upgrade</b> & more”");
      assertThat(page.locator(".timeline .traffic_disabled"))
          .containsText("3 sessions were cut in ");
      assertThat(page).hasTitle("✕ Traffic off – Patchbay");
      assertThat(button(page, "Switch on…")).isFocused();
      tab.assertAccessible().screenshot("traffic-off");

      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.DIALOG)).containsText("New connections go to node-0");
      page.keyboard().press("Tab");
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");

      assertThat(headline(page)).hasText("node-0 takes the writes");
      assertThat(page.locator(".timeline .traffic_enabled")).hasCount(1);
      assertThat(tab.complaints()).isEmpty();
    }
  }

  @Test
  void withoutSignIn_nothingIsShown() {
    try (Tab tab = CHROMIUM.tab(Look.DESK)) {
      assertThat(tab.page().request().get(demo.url()).status()).isEqualTo(401);
      // The browser has nobody who could sign in.
      assertThatThrownBy(() -> tab.page().navigate(demo.url()))
          .hasMessageContaining("INVALID_AUTH_CREDENTIALS");

      assertThat(tab.page().locator("body")).not().containsText("Patchbay");
    }
  }

  @Test
  void passwordInTheAddress_works() {
    try (Tab tab = CHROMIUM.tab(Look.DESK)) {
      Page page = open(tab, demo.urlWithPassword());

      assertThat(headline(page)).hasText("node-0 takes the writes");
      assertThat(page.locator(".live")).hasText("Live");
      assertThat(tab.complaints()).isEmpty();
    }
  }

  @Test
  void narrowScreenAndWallScreen_showAllOfIt() throws Exception {
    demo.open(12);
    demo.agent(0, "sick");

    try (Tab phone = CHROMIUM.tab(DESK.size(360, 740));
        Tab wall = CHROMIUM.tab(DESK.size(1920, 1080).dark())) {
      Page narrow = open(phone, demo.url());
      assertThat(headline(narrow)).hasText("node-1 takes the writes");
      assertThat(narrow.locator(".card")).hasCount(3);
      phone.assertNoSidewaysScroll().assertAccessible().screenshot("phone");
      button(narrow, "Switch off…").click();
      assertThat(narrow.getByRole(AriaRole.DIALOG)).isInViewport();
      phone.assertNoSidewaysScroll();

      Page wide = open(wall, demo.url());
      assertThat(headline(wide)).hasText("node-1 takes the writes");
      // A letter a hundredth of the screen's width is read from the other side of a room.
      double pixels =
          ((Number) headline(wide).evaluate("e => parseFloat(getComputedStyle(e).fontSize)"))
              .doubleValue();
      assertThat(pixels).isGreaterThan(56);
      assertThat(card(wide, "node-1")).isInViewport();
      wall.assertNoSidewaysScroll().screenshot("wall");
    }
  }

  private static Page open(Tab tab, String url) {
    tab.page().navigate(url);
    return tab.page();
  }

  private static Locator headline(Page page) {
    return page.locator("h2#headline");
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  private static Locator card(Page page, String node) {
    return page.getByRole(AriaRole.LISTITEM)
        .filter(
            new Locator.FilterOptions()
                .setHas(
                    page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(node))));
  }

  private void assertOnlyItsOwnOrigin(Tab tab) {
    assertThat(tab.requests())
        .anyMatch(url -> url.endsWith("/v0/stream"))
        .allMatch(url -> url.startsWith(demo.url()));
  }
}

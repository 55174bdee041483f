package dev.patchbay.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page does when the proxy refuses what it asks for. */
@Tag("browser")
class ConnectionTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private StandInProxy proxy;
  private Tab tab;
  private Page page;

  @BeforeEach
  void start() throws Exception {
    proxy = new StandInProxy(States.healthy(2));
    tab = CHROMIUM.tab(Tab.Look.DESK);
    page = tab.page();
  }

  @AfterEach
  void stop() throws Exception {
    tab.close();
    proxy.close();
  }

  @Test
  void streamRefused_asksEveryTwoSeconds() {
    proxy.refuse("/v0/stream", 503);

    page.navigate(proxy.url());

    assertThat(page.locator(".live")).hasText("Live, every 2 s");
    proxy.publish(States.sick(States.healthy(2), 1));
    assertThat(page.locator(".verdict")).containsText("one more failure and no node is left");
  }

  @Test
  void everythingRefused_saysSo_andRecovers() {
    page.navigate(proxy.url());
    assertThat(page.locator(".live")).hasText("Live");

    proxy.refuse("/v0/nodes", 503);
    proxy.refuse("/v0/stream", 503);

    assertThat(page.locator("main .loud")).containsText("Connection lost, last seen ");
    assertThat(page.locator("h2#headline")).hasText("Last seen: mysql/0 takes the writes");
    assertThat(page).hasTitle("? No connection – Patchbay");
    assertThat(page.locator("#announcer")).hasText("Connection lost.");
    assertThat(page.locator("#traffic")).isDisabled();
    assertThat(page.locator(".actions button:enabled")).hasCount(0);
    tab.assertAccessible().screenshot("connection-lost");

    proxy.refuseNoMore();

    assertThat(page.locator("main .loud")).hasCount(0);
    assertThat(page.locator("h2#headline")).hasText("mysql/0 takes the writes");
    assertThat(page).hasTitle("✓ mysql/0 – Patchbay");
    assertThat(page.locator("#traffic")).isEnabled();
  }

  @Test
  void signInNoLongerTaken_saysSo_andAsksNoMore() {
    page.navigate(proxy.url());
    assertThat(page.locator(".live")).hasText("Live");

    proxy.refuse("/v0/nodes", 401);
    proxy.refuse("/v0/stream", 401);

    assertThat(page.locator("main .loud")).containsText("Reload the page to sign in");
    assertThat(page).hasTitle("? No connection – Patchbay");
    tab.assertAccessible();
  }

  @Test
  void switchRefused_saysWhyInTheDialog_whichStaysOpen() {
    proxy.refuse("/v0/cluster", 400);
    page.navigate(proxy.url());

    page.getByRole(AriaRole.BUTTON, named("Switch off…")).click();
    page.getByRole(AriaRole.TEXTBOX).fill("upgrade");
    page.getByRole(AriaRole.BUTTON, named("Switch off and cut 214 sessions")).click();

    assertThat(page.getByRole(AriaRole.ALERT)).hasText("The proxy answered 400: refused");
    assertThat(page.getByRole(AriaRole.TEXTBOX)).hasValue("upgrade");
  }

  @Test
  void switchThatSomebodyElseHasDone_isNotDoneAgain() {
    page.navigate(proxy.url());
    page.getByRole(AriaRole.BUTTON, named("Switch off…")).click();

    JsonObject off = States.healthy(2);
    off.getJsonObject("traffic").put("enabled", false);
    proxy.publish(off);

    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Somebody else has done it meanwhile");
    assertThat(page.locator("dialog button[type=submit]")).isDisabled();
    assertThat(proxy.switches()).isEmpty();
  }

  @Test
  void underAPath_andWithPasswordInTheAddress_works() {
    page.navigate(
        proxy.url().replace("http://", "http://name:p%40ss@") + "behind/a/router/index.html");

    assertThat(page.locator("h2#headline")).hasText("mysql/0 takes the writes");
    assertThat(page.locator(".live")).hasText("Live");
    assertThat(tab.complaints()).isEmpty();
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }
}

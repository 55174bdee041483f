package dev.patchbay.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page that is opened at a bad moment is there in the end, without a reload by hand. */
@Tag("browser")
class PageStartTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @ParameterizedTest
  @ValueSource(strings = {"/app.js", "/words.js", "/lib/lit-html.js", "/view/icon.js"})
  void partThatDidNotCome_isAskedForAgain(String part) throws Exception {
    try (StandInProxy proxy = new StandInProxy(States.healthy(2));
        Tab tab = CHROMIUM.tab(Tab.Look.DESK)) {
      Page page = tab.page();
      proxy.refuse(part, 503);
      page.navigate(proxy.url());
      assertThat(page.locator("#late")).isVisible();
      assertThat(page.locator(".card")).hasCount(0);

      proxy.refuseNoMore();

      assertThat(page.locator(".card")).hasCount(2);
      assertThat(page.locator("#late")).isHidden();
    }
  }

  @Test
  void partThatDidNotCome_whileTheProxyIsGone_doesNotLoseThePage() throws Exception {
    try (StandInProxy proxy = new StandInProxy(States.healthy(2));
        Tab tab = CHROMIUM.tab(Tab.Look.DESK)) {
      Page page = tab.page();
      proxy.refuse("/words.js", 503);
      page.navigate(proxy.url());
      proxy.refuse("/", 503);
      page.waitForResponse(
          answer -> answer.status() == 503 && answer.request().method().equals("HEAD"), () -> {});
      assertThat(page.locator("#late")).isVisible();

      proxy.refuseNoMore();

      assertThat(page.locator(".card")).hasCount(2);
    }
  }

  /** What Chromium does when the machine's addresses change: it gives up all that is on its way. */
  @Test
  void allThatWasOnItsWay_isAskedForAgain() throws Exception {
    try (StandInProxy proxy = new StandInProxy(States.healthy(2));
        Tab tab = CHROMIUM.tab(Tab.Look.DESK)) {
      Page page = tab.page();
      Set<String> lost = new HashSet<>();
      page.route(
          Pattern.compile("/(view|actions|lib)/.*\\.js$|/style\\.css$"),
          route -> {
            if (lost.add(route.request().url())) {
              route.abort("connectionaborted");
            } else {
              route.resume();
            }
          });
      page.navigate(proxy.url());

      assertThat(page.locator(".card")).hasCount(2);
      assertThat(page.locator("#late")).isHidden();
      assertThat(page.locator("h2#headline")).isVisible();
      org.assertj.core.api.Assertions.assertThat(lost).hasSizeGreaterThan(20);
    }
  }

  @Test
  void browserThatOwesEveryFrame_isPaintedAllTheSame() throws Exception {
    try (StandInProxy proxy = new StandInProxy(States.healthy(2));
        Tab tab = CHROMIUM.tab(Tab.Look.DESK)) {
      Page page = tab.page();
      page.addInitScript("window.requestAnimationFrame = () => 1");
      page.navigate(proxy.url());

      assertThat(page.locator(".card")).hasCount(2);
    }
  }
}

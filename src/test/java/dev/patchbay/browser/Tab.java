package dev.patchbay.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** One tab of a browser that notes everything it should not have to note. */
final class Tab implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  /**
   * How a page is looked at.
   *
   * @param login name and password for the browser's own sign-in, if it has any
   * @param timeZone where the reader is; the machine's own if empty
   */
  record Look(
      int width,
      int height,
      ColorScheme scheme,
      Optional<List<String>> login,
      Optional<String> timeZone) {
    static final Look DESK =
        new Look(1280, 900, ColorScheme.LIGHT, Optional.empty(), Optional.empty());

    Look size(int newWidth, int newHeight) {
      return new Look(newWidth, newHeight, scheme, login, timeZone);
    }

    Look dark() {
      return new Look(width, height, ColorScheme.DARK, login, timeZone);
    }

    Look signedIn(String name, String password) {
      return new Look(width, height, scheme, Optional.of(List.of(name, password)), timeZone);
    }

    Look in(String zone) {
      return new Look(width, height, scheme, login, Optional.of(zone));
    }
  }

  private final BrowserContext context;
  private final Page page;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  Tab(Browser browser, Look look) {
    NewContextOptions options =
        new NewContextOptions()
            .setViewportSize(look.width(), look.height())
            .setColorScheme(look.scheme())
            .setReducedMotion(ReducedMotion.REDUCE);
    look.login().ifPresent(login -> options.setHttpCredentials(login.get(0), login.get(1)));
    look.timeZone().ifPresent(options::setTimezoneId);
    context = browser.newContext(options);
    page = context.newPage();
    page.setDefaultTimeout(Chromium.PATIENCE_MILLIS);
    page.onConsoleMessage(
        message -> {
          if (List.of("error", "warning").contains(message.type())) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    context.onRequest(request -> requests.add(request.url()));
  }

  Page page() {
    return page;
  }

  /** Errors and warnings that the page has put on the console, or thrown. */
  List<String> complaints() {
    return complaints;
  }

  /** The addresses of all requests so far. */
  List<String> requests() {
    return requests;
  }

  /** Keeps what is seen now under this name, for people to look at. */
  Tab screenshot(String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    return this;
  }

  /** Fails if axe finds a barrier to accessibility in what is seen now. */
  Tab assertAccessible() {
    List<String> found =
        new AxeBuilder(page).analyze().getViolations().stream().map(Tab::words).toList();
    assertThat(found).isEmpty();
    return this;
  }

  /** Fails if there is something to the right of the window's edge. */
  Tab assertNoSidewaysScroll() {
    assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth")).isEqualTo(0);
    return this;
  }

  private static String words(Rule rule) {
    return rule.getId()
        + ": "
        + rule.getHelp()
        + " "
        + rule.getNodes().stream().map(node -> node.getHtml()).limit(5).toList();
  }

  @Override
  public void close() {
    context.close();
  }
}

package dev.patchbay.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The Chromium of this machine, started once for a class of tests. Use in the test's thread only.
 */
final class Chromium implements BeforeAllCallback, AfterAllCallback {
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"));

  /** How long assertions wait for what they ask for, on a machine that does much else. */
  static final double PATIENCE_MILLIS = 60_000;

  private Playwright playwright;
  private Browser browser;

  @Override
  public void beforeAll(ExtensionContext context) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    browser = launch();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    playwright.close();
  }

  /** A browser that has just started, with nothing in its caches. */
  Browser launch() {
    return playwright
        .chromium()
        .launch(
            new LaunchOptions()
                .setExecutablePath(executable())
                .setArgs(List.of("--disable-gpu", "--disable-quic", "--disable-sync")));
  }

  /** A new tab that shares no cookies, cache or sign-in with others. */
  Tab tab(Tab.Look look) {
    return new Tab(browser, look);
  }

  private static Path executable() {
    return PLACES.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no Chromium in " + PLACES + ": acceptance/install"));
  }
}

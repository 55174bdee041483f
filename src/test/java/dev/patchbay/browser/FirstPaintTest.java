package dev.patchbay.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.patchbay.browser.Tab.Look;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long it takes from the address to the answer, in a browser that has just started. */
@Tag("browser")
class FirstPaintTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final Path JAR = Path.of("target", "patchbay.jar");
  private static final int MAX_MILLIS = 1_000;
  private static final int MOST_STARTS = 10;

  /** On a machine that is busy with other things a page of one line takes long as well. */
  private static final int PLAIN_PAGES = 10;

  private static final String PLAIN = "data:text/html,<h1 id=headline>plain</h1>";

  /** A task that is posted in the verdict's first frame runs when that frame has been painted. */
  private static final String NOTE_WHEN_PAINTED =
      """
      window.painted = new Promise(resolve => {
        new MutationObserver((changes, observer) => {
          if (document.querySelector('#headline')) {
            observer.disconnect();
            requestAnimationFrame(() => {
              const {port1, port2} = new MessageChannel();
              port1.onmessage = () => resolve(performance.now());
              port2.postMessage('');
            });
          }
        }).observe(document, {childList: true, subtree: true});
      });
      """;

  @Test
  void firstState_isPaintedWithinASecondOfAColdStart() throws Exception {
    assertThat(JAR).as("the jar: mvn package makes it").isRegularFile();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    try (Demo demo = Demo.ofTheJar(java, JAR.toString())) {
      // The fastest counts: what else this machine does only adds to it.
      double fastest = Double.MAX_VALUE;
      double limit = MAX_MILLIS;
      for (int i = 0; i < MOST_STARTS && fastest >= limit; i++) {
        // The browser signs in itself: Playwright's way would send every request round by the test.
        fastest = Math.min(fastest, untilPainted(demo.urlWithPassword()));
        double plain = fastest < limit ? 0 : untilPainted(PLAIN);
        limit = Math.max(limit, PLAIN_PAGES * plain);
        System.out.printf(
            "First state painted after %.0f ms, a plain page after %.0f ms%n", fastest, plain);
      }

      assertThat(fastest).isLessThan(limit);
    }
  }

  private static double untilPainted(String url) {
    try (Browser cold = CHROMIUM.launch();
        Tab tab = new Tab(cold, Look.DESK)) {
      Page page = tab.page();
      page.addInitScript(NOTE_WHEN_PAINTED);
      page.navigate(url);
      return ((Number) page.evaluate("painted")).doubleValue();
    }
  }
}

package dev.patchbay.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakePeer;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The springboard of a real proxy, beside another one that the test speaks for. */
@Tag("browser")
class SpringboardBrowserTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final String LOUD = "The proxies disagree: writes go to more than one node. By ";

  private final Vertx vertx = Vertx.vertx();
  private List<Integer> ports;
  private String config;
  private FakePeer peer;
  private PatchbayProcess proxy;
  private Tab tab;
  private Page page;

  @BeforeEach
  void start() throws Exception {
    FakeAgent agent = new FakeAgent(vertx, 0);
    peer = new FakePeer(vertx).says("db/0", 3, 4);
    ports = TestPorts.find(5);
    config =
        """
        BindAddress: 127.0.0.1
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 2000
          Backends:
            - {Name: db/0, Host: 127.0.0.1, Port: 3306, StatusPort: %d, StatusEndpoint: /}
        API:
          Port: %d
          AggregatorPort: %d
          Username: proxy
          Password: s3cret
          ProxyURIs: ["http://127.0.0.1:%d", "%s", "no-such-host.invalid"]
        HealthPort: %d
        """
            .formatted(
                ports.get(0),
                agent.port(),
                ports.get(1),
                ports.get(2),
                ports.get(1),
                peer.uri(),
                ports.get(3));
    startProxy();
    tab = CHROMIUM.tab(Tab.Look.DESK.signedIn("proxy", "s3cret"));
    page = tab.page();
  }

  private void startProxy() throws IOException {
    proxy = PatchbayProcess.start("-config", config);
    proxy.awaitLine("New active backend");
  }

  @AfterEach
  void stop() throws Exception {
    tab.close();
    proxy.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private String url() {
    return "http://127.0.0.1:" + ports.get(2) + "/";
  }

  private Locator row(int number) {
    return page.locator("tbody tr").nth(number - 1);
  }

  @Test
  void allProxies_areSideBySide_andWhatChangesIsSeenWithoutAReload() throws Exception {
    page.navigate(url());
    page.evaluate("window.sameDocument = true");

    assertThat(page.locator("dl")).containsText("Active nodedb/0");
    assertThat(page.locator("dl")).containsText("Trafficon");
    assertThat(page.locator("dl")).containsText("Whydb/0 is healthy, index 0");
    assertThat(row(1)).containsText("(this one)");
    assertThat(row(2).locator("td")).hasText(new String[] {"db/0", "on", "1 of 2", "7"});
    assertThat(row(2).locator(".bad")).hasText("1 of 2");
    assertThat(row(3)).containsText("No answer: host name not found");
    assertThat(page.locator(".loud:visible")).hasCount(0);
    // One of them does not answer: that is not as it should be.
    assertThat(page).hasTitle("▲ Proxies – Patchbay");
    assertThat(page.locator("link[rel=icon]")).hasAttribute("href", "icons/warn.svg");
    Locator link = row(2).locator("a");
    assertThat(link).hasAttribute("href", peer.uri() + "/");
    tab.assertAccessible().assertNoSidewaysScroll().screenshot("springboard");

    link.focus();
    link.evaluate("link => window.sameLink = link");
    peer.says("db/1", 5, 0);

    assertThat(page.locator(".loud:visible")).containsText(LOUD);
    assertThat(page.locator(".loud:visible")).containsText(peer.uri() + " to db/1");
    assertThat(page.locator(".loud:visible")).containsText("What to do: ");
    assertThat(page).hasTitle("✕ Proxies disagree – Patchbay");
    assertThat(page.locator("link[rel=icon]")).hasAttribute("href", "icons/bad.svg");
    assertThat(link).isFocused();
    assertThat(link.evaluate("link => window.sameLink === link")).isEqualTo(true);
    tab.assertAccessible().screenshot("springboard-disagreement");

    peer.says("db/0", 5, 0);

    assertThat(page.locator(".loud:visible")).hasCount(0);
    assertThat(page).hasTitle("▲ Proxies – Patchbay");
    assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);
    assertThat(tab.complaints()).isEmpty();
    assertThat(tab.requests()).allMatch(request -> request.startsWith(url()));
  }

  @Test
  void lostProxy_isSaid_andThePageRecovers() throws Exception {
    page.navigate(url());
    assertThat(page.locator("dl")).isVisible();

    proxy.close();
    proxy.exitCode();

    assertThat(page.locator("#lost")).containsText("Connection lost");
    assertThat(page.locator("#lost")).containsText(page.locator("#seen").textContent());
    assertThat(page).hasTitle("? No connection – Patchbay");
    assertThat(page.locator("link[rel=icon]")).hasAttribute("href", "icons/lost.svg");
    tab.assertAccessible();

    startProxy();

    assertThat(page.locator("#lost")).isHidden();
    assertThat(page.locator("link[rel=icon]")).hasAttribute("href", "icons/warn.svg");
  }

  @Test
  void passwordInTheAddress_works() {
    page.navigate(url().replace("http://", "http://proxy:s3cret@"));

    assertThat(page.locator("dl")).containsText("db/0");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void withoutJavaScript_linksAndDisagreementAreThere() {
    try (Browser browser = CHROMIUM.launch()) {
      Page plain =
          browser
              .newContext(
                  new Browser.NewContextOptions()
                      .setJavaScriptEnabled(false)
                      .setHttpCredentials("proxy", "s3cret"))
              .newPage();

      plain.navigate(url());
      assertThat(plain.locator("li a")).hasCount(3);
      peer.says("db/1", 5, 0);

      // The page asks for itself again without a script, too.
      assertThat(plain.locator(".loud:visible")).containsText(LOUD);
      assertThat(plain.locator(".loud:visible")).containsText(peer.uri() + " to db/1");
      assertThat(plain.locator(".loud:visible")).containsText("What to do: ");
    }
  }

  @Test
  void narrowAndDark_isReadable() {
    try (Tab narrow =
        CHROMIUM.tab(Tab.Look.DESK.size(360, 800).dark().signedIn("proxy", "s3cret"))) {
      narrow.page().navigate(url());

      assertThat(narrow.page().locator("tbody")).containsText("No answer: ");
      narrow.assertNoSidewaysScroll().assertAccessible().screenshot("springboard-narrow-dark");
    }
  }
}

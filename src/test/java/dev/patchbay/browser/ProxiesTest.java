package dev.patchbay.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.patchbay.browser.Tab.Look;
import dev.patchbay.demo.FreePorts;
import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.PatchbayProcess;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is seen of several proxies. Two of them know the same two nodes in a different order; with
 * the index of both nodes alike the order decides, and they disagree. A third is out of reach.
 */
@Tag("browser")
class ProxiesTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();
  private static final Look DESK = Look.DESK.signedIn("proxy", "secret");
  private static final int NOBODY = 1;

  private final Vertx vertx = Vertx.vertx();
  private FakeAgent agentA;
  private FakeAgent agentB;
  private List<Integer> ports;
  private PatchbayProcess first;
  private PatchbayProcess second;

  @BeforeEach
  void start() throws Exception {
    agentA = new FakeAgent(vertx, 0);
    agentB = new FakeAgent(vertx, 0);
    ports = FreePorts.find(8);
    first = proxy(0, node("mysql/a", agentA), node("mysql/b", agentB));
    second = proxy(4, node("mysql/b", agentB), node("mysql/a", agentA));
    first.awaitLine("New active backend");
    second.awaitLine("New active backend");
  }

  @AfterEach
  void stop() throws Exception {
    first.close();
    second.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void springboard_saysWhoDisagrees_andAgainWhoAgrees() throws Exception {
    try (Tab tab = CHROMIUM.tab(DESK);
        Tab dark = CHROMIUM.tab(DESK.dark().size(360, 740))) {
      Page page = tab.page();
      page.navigate(springboard());

      assertThat(alert(page)).containsText("Proxies send clients to different nodes.");
      assertThat(alert(page)).containsText("mysql/a");
      assertThat(alert(page)).containsText("mysql/b");
      assertThat(page).hasTitle("Proxies disagree!");
      assertThat(row(page, dashboard(0))).containsText("this proxy");
      assertThat(row(page, dashboard(4))).containsText("mysql/b");
      assertThat(row(page, "127.0.0.1:" + NOBODY)).containsText("No: ");
      tab.assertAccessible().screenshot("springboard");
      dark.page().navigate(springboard());
      assertThat(alert(dark.page())).containsText("Proxies send clients to different nodes.");
      dark.assertAccessible().assertNoSidewaysScroll().screenshot("springboard-phone");

      agentB.sick();

      assertThat(row(page, dashboard(4))).containsText("mysql/a");
      assertThat(alert(page)).isEmpty();
      assertThat(page).hasTitle("Proxies");
      assertThat(tab.complaints()).isEmpty();
      assertThat(tab.requests()).allMatch(url -> url.startsWith(springboard()));
    }
  }

  @Test
  void springboardWithoutJavaScript_hasTheLinks() {
    try (Tab tab = CHROMIUM.tab(DESK.withoutScripts())) {
      Page page = tab.page();
      page.navigate(springboard());

      for (int port : List.of(ports.get(2), ports.get(6), NOBODY)) {
        assertThat(link(page, port)).isVisible();
      }
      link(page, ports.get(6)).click();
      assertThat(page.getByText("This page needs JavaScript")).isVisible();
      assertThat(page.getByRole(AriaRole.LINK)).hasCount(2);
    }
  }

  @Test
  void dashboard_saysThatTheProxiesDisagree() {
    try (Tab tab = CHROMIUM.tab(DESK)) {
      Page page = tab.page();
      page.navigate("http://" + dashboard(0) + "/");

      assertThat(page.locator("main .loud")).containsText("The proxies disagree");
      assertThat(page.locator("main .loud")).containsText("mysql/b");
      assertThat(page.locator(".timeline .disagreement")).containsText("disagree");
      assertThat(row(page, dashboard(0))).containsText("(this one)");
      assertThat(row(page, "127.0.0.1:" + NOBODY)).containsText("No answer: ");
      tab.assertAccessible().screenshot("dashboard-disagreement");

      agentB.sick();

      assertThat(page.locator("main .loud")).hasCount(0);
      assertThat(tab.complaints()).isEmpty();
    }
  }

  private static Locator alert(Page page) {
    return page.getByRole(AriaRole.ALERT);
  }

  private static Locator link(Page page, int port) {
    return page.locator("a[href='http://127.0.0.1:" + port + "/']");
  }

  private static Locator row(Page page, String proxy) {
    Locator name =
        page.getByText("http://" + proxy, new Page.GetByTextOptions().setExact(true));
    return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHas(name));
  }

  private String springboard() {
    return "http://127.0.0.1:" + ports.get(3) + "/";
  }

  /** Host and port of the dashboard of the proxy whose ports begin with this one. */
  private String dashboard(int firstPort) {
    return "127.0.0.1:" + ports.get(firstPort + 2);
  }

  private static String node(String name, FakeAgent agent) {
    return """
        {"Name":"%s","Host":"127.0.0.1","Port":%d,"StatusPort":%d,"StatusEndpoint":"status"}"""
        .formatted(name, NOBODY, agent.port());
  }

  private PatchbayProcess proxy(int firstPort, String... nodes) throws Exception {
    return PatchbayProcess.start(
        """
        -config={"BindAddress":"127.0.0.1","HealthPort":%d,
        "Proxy":{"Port":%d,"HealthcheckTimeoutMillis":2000,"Backends":[%s]},
        "API":{"Port":%d,"AggregatorPort":%d,"Username":"proxy","Password":"secret",
        "ProxyURIs":["http://%s","http://%s","http://127.0.0.1:%d"]}}"""
            .formatted(
                ports.get(firstPort),
                ports.get(firstPort + 1),
                String.join(",", nodes),
                ports.get(firstPort + 2),
                ports.get(firstPort + 3),
                dashboard(0),
                dashboard(4),
                NOBODY));
  }
}

package dev.patchbay.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.patchbay.testing.FakeAgent;
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

/**
 * What the dashboard says of other proxies. Two real ones know the same two nodes in a different
 * order; both nodes have the same index, so the order decides, and as each decides alone they
 * disagree. A third is out of reach.
 */
@Tag("browser")
class ProxiesTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();
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
    ports = TestPorts.find(8);
    first = proxy(0, node("mysql/a", agentA), node("mysql/b", agentB));
    second = proxy(4, node("mysql/b", agentB), node("mysql/a", agentA));
  }

  @AfterEach
  void stop() throws Exception {
    first.close();
    second.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void proxiesThatDisagree_areALoudLine_untilTheyAgree() {
    first.awaitLine("New active backend");
    second.awaitLine("New active backend");

    try (Tab tab = CHROMIUM.tab(Tab.Look.DESK.signedIn("proxy", "secret"))) {
      Page page = tab.page();
      page.navigate("http://" + address(0) + "/");

      assertThat(page.locator("main .loud")).containsText("The proxies disagree");
      assertThat(page.locator("main .loud")).containsText("to mysql/b");
      assertThat(page.locator(".timeline .disagreement")).containsText("disagree");
      assertThat(row(page, address(0))).containsText("(this one)");
      assertThat(row(page, address(4))).containsText("mysql/b");
      assertThat(row(page, "127.0.0.1:" + NOBODY)).containsText("No answer: ");
      tab.assertAccessible().screenshot("proxies-disagree");

      agentB.sick();

      assertThat(page.locator("main .loud")).hasCount(0);
      assertThat(row(page, address(4))).containsText("mysql/a");
      assertThat(page.locator(".timeline .agreement")).containsText("agree");
      assertThat(tab.complaints()).isEmpty();
      assertThat(tab.requests()).allMatch(url -> url.startsWith("http://" + address(0) + "/"));
    }
  }

  private static Locator row(Page page, String proxy) {
    Locator name = page.getByText("http://" + proxy, new Page.GetByTextOptions().setExact(true));
    return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHas(name));
  }

  /** Host and port of the dashboard of the proxy whose ports begin with this one. */
  private String address(int firstPort) {
    return "127.0.0.1:" + ports.get(firstPort + 2);
  }

  private static String node(String name, FakeAgent agent) {
    return """
        {"Name":"%s","Host":"127.0.0.1","Port":%d,"StatusPort":%d,"StatusEndpoint":"status"}"""
        .formatted(name, NOBODY, agent.port());
  }

  private PatchbayProcess proxy(int firstPort, String... nodes) throws IOException {
    return PatchbayProcess.start(
        """
        -config={"BindAddress":"127.0.0.1","HealthPort":%d,
        "Proxy":{"Port":%d,"HealthcheckTimeoutMillis":2000,"Agree":"off","Backends":[%s]},
        "API":{"Port":%d,"AggregatorPort":%d,"Username":"proxy","Password":"secret",
        "ProxyURIs":["http://%s","http://%s","http://127.0.0.1:%d"]}}"""
            .formatted(
                ports.get(firstPort),
                ports.get(firstPort + 1),
                String.join(",", nodes),
                ports.get(firstPort + 2),
                ports.get(firstPort + 3),
                address(0),
                address(4),
                NOBODY));
  }
}

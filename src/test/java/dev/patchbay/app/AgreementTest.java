package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** Two whole proxies before the same nodes. */
class AgreementTest {

  /** The fault that this was built for: node 0 is sick and well again, and a proxy is restarted. */
  @Test
  void restartedProxy_takesItsSiblingsNode_notTheLowest() throws Exception {
    try (ProxyBed first = new ProxyBed(2, ProxyBed.INTERVAL_MILLIS).start();
        ProxyBed second = first.sibling()) {
      failOverAndBack(first);

      second.knowing(first.uri()).start();

      awaitActive(second, "mysql/1");
      assertThat(reasons(second)).doesNotContain("agreed");
      assertThat(active(first)).isEqualTo("mysql/1");
    }
  }

  /** Nobody lives at the other address: the proxy chooses alone, after a bounded time. */
  @Test
  void proxyWhoseSiblingDoesNotAnswer_choosesAlone() throws Exception {
    try (ProxyBed bed = new ProxyBed(2, ProxyBed.INTERVAL_MILLIS);
        java.net.ServerSocket silent = new java.net.ServerSocket(0)) {
      bed.knowing("http://127.0.0.1:" + silent.getLocalPort()).start();

      awaitActive(bed, "mysql/0");
    }
  }

  /** They began apart, each alone; once they hear each other they settle on one. */
  @Test
  void proxiesThatDiffer_settleOnTheHigherClaim() throws Exception {
    try (ProxyBed first = new ProxyBed(2, ProxyBed.INTERVAL_MILLIS).start();
        ProxyBed second = first.sibling()) {
      failOverAndBack(first);
      second.start();
      awaitActive(second, "mysql/0");
      try (Socket session = second.connect()) {
        assertThat(ProxyBed.greeting(session)).contains("mysql/0");

        second.knowing(first.uri());
        second.patchbay().reload();

        assertThat(ProxyBed.ends(session)).isTrue();
      }
      awaitActive(second, "mysql/1");
      assertThat(reasons(second)).contains("agreed");
      assertThat(active(first)).isEqualTo("mysql/1");
    }
  }

  /** Node 0 has been unhealthy for a while, so node 1 is active. */
  private static void failOverAndBack(ProxyBed bed) throws Exception {
    awaitActive(bed, "mysql/0");
    bed.agents.get(0).sick();
    awaitActive(bed, "mysql/1");
    bed.agents.get(0).well();
    await().until(() -> bed.backends().getJsonObject(0).getBoolean("healthy"));
  }

  private static void awaitActive(ProxyBed bed, String name) {
    await().until(() -> active(bed).equals(name));
  }

  private static String active(ProxyBed bed) throws Exception {
    JsonObject node = bed.cluster().getJsonObject("activeBackend");
    return node == null ? "" : node.getString("name");
  }

  private static String reasons(ProxyBed bed) throws Exception {
    return bed.api("GET", "/v0/events").body();
  }
}

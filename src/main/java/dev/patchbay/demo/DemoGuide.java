package dev.patchbay.demo;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.topology.Node;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the demo tells its user: what runs, and which commands to try. Pure. */
public final class DemoGuide {
  private final PatchbayConfig config;
  private final List<String> lines = new ArrayList<>();

  private DemoGuide(PatchbayConfig config) {
    this.config = config;
  }

  /** The text for a running demo, with line ends; holds the API's password. */
  public static String text(PatchbayConfig config) {
    DemoGuide guide = new DemoGuide(config);
    guide.whatRuns();
    guide.clients();
    guide.dashboard();
    guide.nodes();
    guide.add("Ctrl-C ends the demo.");
    return String.join("\n", guide.lines) + "\n";
  }

  private void whatRuns() {
    int nodes = config.proxy().backends().size();
    add("Patchbay runs in front of %d stand-in nodes, all in this one process.", nodes);
    add("The proxy is the real one; the nodes keep no data and only say who they are.");
    add("");
    add("  %-15s %-7s %s", "", "MySQL", "health agent");
    for (Node node : config.proxy().backends()) {
      String agent =
          "http://%s:%d%s".formatted(node.host(), node.statusPort(), node.statusEndpoint());
      add("  %-15s %-7d %s", node.name(), node.port(), agent);
    }
    add("  %-15s %-7d sessions go to the active node", "proxy", config.proxy().port());
    add(
        "  %-15s %-7d sessions go to another node",
        "proxy, inactive", config.proxy().inactiveMysqlPort());
    add("");
  }

  private void clients() {
    add("Ask who answers (mysql takes the same arguments as mariadb):");
    add("  %s", ask(config.proxy().port()));
    add("  %s", ask(config.proxy().inactiveMysqlPort()));
    add("Keep asking, to see a failover happen:");
    add("  while sleep 0.5; do %s -N; done", ask(config.proxy().port()));
    add("");
  }

  private static String ask(int port) {
    return "mariadb -h %s -P %d -u any -e 'select @@hostname'".formatted(DemoCluster.HOST, port);
  }

  private void dashboard() {
    ApiConfig api = config.api();
    String address = DemoCluster.HOST + ":" + api.port();
    String user = api.operator().username();
    String password = api.operator().password().plain().orElseThrow();
    String login = encode(user) + ":" + encode(password);
    add("Dashboard: http://%s/  user %s, password %s", address, user, password);
    add("By command:");
    add("  export PATCHBAY_API_URL=http://%s", address);
    add("  export PATCHBAY_API_USER=%s PATCHBAY_API_PASSWORD=%s", quoted(user), quoted(password));
    add("  ./patchbay ctl status --watch");
    add("  ./patchbay ctl switchover node-2");
    add("The same by hand, traffic off and on included:");
    add("  API=http://%s@%s/v0", login, address);
    add("  curl $API/backends");
    add("  curl $API/cluster");
    add("  curl -X PATCH \"$API/cluster?trafficEnabled=false&message=demo\"");
    add("  curl -X PATCH \"$API/cluster?trafficEnabled=true\"");
    add("");
  }

  private void nodes() {
    add("Make a node sick and well again (/hang in place of /sick: its agent stops answering):");
    for (Node node : config.proxy().backends()) {
      String curl = "curl -X POST http://%s:%d".formatted(node.host(), node.statusPort());
      add("  %-8s %s/sick   %s/well", node.name(), curl, curl);
    }
    add("");
  }

  /** As a shell takes it for one word. */
  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9._-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }

  private void add(String format, Object... values) {
    lines.add(format.formatted(values));
  }
}

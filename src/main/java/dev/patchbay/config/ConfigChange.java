package dev.patchbay.config;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodePattern;
import dev.patchbay.topology.Topology;
import dev.patchbay.topology.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * One thing that is different between two valid configurations.
 *
 * @param key the full path of the key
 * @param text what is different, in a few words for people; never a secret
 * @param needsRestart whether a running proxy cannot take it over
 */
public record ConfigChange(String key, String text, boolean needsRestart) {

  /** A key, and how it is read from a configuration that is valid. */
  private record Key(
      String name, Function<PatchbayConfig, Object> value, boolean needsRestart, boolean secret) {

    static Key live(String name, Function<PatchbayConfig, Object> value) {
      return new Key(name, value, false, false);
    }

    static Key secret(String name, Function<PatchbayConfig, Object> value) {
      return new Key(name, value, false, true);
    }

    static Key restart(String name, Function<PatchbayConfig, Object> value) {
      return new Key(name, value, true, false);
    }

    ConfigChange of(PatchbayConfig before, PatchbayConfig after) {
      String text =
          secret
              ? name + " changed"
              : name + ": " + value.apply(before) + " -> " + value.apply(after);
      return new ConfigChange(name, text, needsRestart);
    }
  }

  /**
   * All keys but {@code Proxy.Backends} and the {@code TLS} of listeners, which are told one by
   * one; what was read from a {@code PasswordFile} is the {@code Password}.
   */
  private static final List<Key> KEYS =
      List.of(
          Key.restart("BindAddress", PatchbayConfig::bindAddress),
          Key.restart("Proxy.Port", c -> c.proxy().port()),
          Key.restart("Proxy.InactiveMysqlPort", c -> c.proxy().inactiveMysqlPort()),
          Key.live(
              "Proxy.HealthcheckStream", c -> c.proxy().healthcheck().streams() ? "auto" : "off"),
          Key.live("Proxy.HealthcheckTimeoutMillis", c -> c.proxy().healthcheckTimeoutMillis()),
          Key.live("Proxy.HealthcheckIntervalMillis", c -> c.proxy().healthcheckIntervalMillis()),
          Key.live("Proxy.ConnectTimeoutMillis", c -> c.proxy().connectTimeoutMillis()),
          Key.live("Proxy.MaxSessions", c -> c.proxy().maxSessions()),
          Key.live("Proxy.MaxSessionsPerSource", c -> c.proxy().access().maxSessionsPerSource()),
          Key.live("Proxy.AllowedSources", c -> c.proxy().access().allowed()),
          Key.live("Proxy.InactiveAllowedSources", c -> c.proxy().access().inactiveAllowed()),
          Key.live("Proxy.ProxyProtocol.From", c -> c.proxy().access().headerFrom()),
          Key.live("Proxy.ProxyProtocol.ToBackend", c -> c.proxy().access().headerToNode().key()),
          Key.live("Proxy.LoginForProbes", c -> c.proxy().access().loginForProbes()),
          Key.live("Proxy.HoldMillis", c -> c.proxy().hold().millis()),
          Key.live("Proxy.HoldMaxSessions", c -> c.proxy().hold().maxSessions()),
          Key.live("Proxy.ShutdownDelaySeconds", c -> c.proxy().shutdownDelaySeconds()),
          Key.live("Proxy.ClientStallSeconds", c -> c.proxy().stall().clientSeconds()),
          Key.live("Proxy.NodeStallSeconds", c -> c.proxy().stall().nodeSeconds()),
          Key.live("Proxy.ActiveNodePolicy", c -> c.proxy().activeNodePolicy().key()),
          Key.live("Proxy.Agree", c -> c.proxy().agree() ? "auto" : "off"),
          Key.restart("Proxy.DnsServers", c -> c.proxy().dnsServers()),
          Key.restart("Proxy.IoUring", c -> c.proxy().ioUring()),
          Key.restart("API.Port", c -> c.api().port()),
          Key.restart("API.AggregatorPort", c -> c.api().aggregatorPort()),
          Key.secret("API.Username", c -> c.api().operator().username()),
          Key.secret("API.Password", c -> c.api().operator().password()),
          Key.secret("API.ReadOnly.Username", c -> c.api().reader().map(Login::username)),
          Key.secret("API.ReadOnly.Password", c -> c.api().reader().map(Login::password)),
          Key.live("API.ForceHttps", c -> c.api().forceHttps()),
          Key.live("API.ProxyURIs", c -> c.api().proxyUris()),
          Key.live("API.AskOtherProxies", c -> c.api().others().asked()),
          Key.live("API.AskUnencrypted", c -> c.api().others().unencrypted()),
          Key.live("API.ProxyAddresses", c -> c.api().others().addresses()),
          Key.live("API.ProxyServerName", c -> c.api().others().serverName().orElse("")),
          Key.restart("API.TLS.Enabled", c -> c.api().tls().isPresent()),
          Key.secret("API.TLS.Certificate", c -> c.api().tls().map(ApiConfig.Tls::certificate)),
          Key.secret("API.TLS.PrivateKey", c -> c.api().tls().map(ApiConfig.Tls::privateKey)),
          Key.live("GaleraAgentTLS.Enabled", c -> c.galeraAgentTls().isPresent()),
          Key.live(
              "GaleraAgentTLS.ServerName",
              c -> c.galeraAgentTls().map(PatchbayConfig.AgentTls::serverName).orElse("")),
          Key.secret("GaleraAgentTLS.CA", c -> c.galeraAgentTls().map(PatchbayConfig.AgentTls::ca)),
          Key.restart("HealthPort", PatchbayConfig::healthPort),
          Key.restart("StaticDir", c -> c.staticDir().map(Object::toString).orElse("")),
          Key.restart("StateFile", c -> c.stateFile().map(Object::toString).orElse("")),
          Key.live("StatusLog.Enabled", c -> c.statusLog().enabled()),
          Key.live("StatusLog.Interval", c -> GoDuration.text(c.statusLog().interval())),
          Key.restart("Metrics.Enabled", c -> c.metrics().enabled()),
          Key.restart("Metrics.Port", c -> c.metrics().port()),
          Key.restart("Listeners", c -> c.listeners().stream().map(MysqlPort::fixed).toList()),
          Key.live("LogLevel", c -> c.logLevel().orElse(LogLevel.INFO).key()));

  public ConfigChange {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(text, "text");
  }

  /** All that is different, in the order of the keys, the nodes last. */
  public static List<ConfigChange> between(PatchbayConfig before, PatchbayConfig after) {
    List<ConfigChange> changes = new ArrayList<>();
    for (Key key : KEYS) {
      if (!key.value().apply(before).equals(key.value().apply(after))) {
        changes.add(key.of(before, after));
      }
    }
    changes.addAll(ofTls(before.listeners(), after.listeners()));
    changes.addAll(ofNodes(before.proxy().backends(), after.proxy().backends()));
    changes.addAll(ofNames(before.proxy().discover(), after.proxy().discover()));
    return changes;
  }

  /** The keys that this table knows, for the test that it knows all. */
  static List<String> keys() {
    return KEYS.stream().map(Key::name).toList();
  }

  /** Of those listeners that have TLS and go on having it. */
  private static List<ConfigChange> ofTls(List<MysqlPort> before, List<MysqlPort> after) {
    List<ConfigChange> changes = new ArrayList<>();
    for (MysqlPort now : after) {
      Optional<MysqlPort> was =
          before.stream().filter(port -> port.name().equals(now.name())).findFirst();
      if (now.tls().isPresent()
          && was.flatMap(MysqlPort::tls).filter(tls -> !tls.equals(now.tls().get())).isPresent()) {
        String text = "Listeners: the TLS of " + now.name() + " changed";
        changes.add(new ConfigChange("Listeners", text, false));
      }
    }
    return changes;
  }

  private static List<ConfigChange> ofNodes(List<Node> before, List<Node> after) {
    TopologyChange change =
        new Topology(before, List.of()).changeTo(new Topology(after, List.of()));
    List<ConfigChange> changes = new ArrayList<>();
    change.added().forEach(n -> changes.add(node(n.name() + " added at " + n.address())));
    change.removed().forEach(n -> changes.add(node(n.name() + " removed")));
    change.changed().forEach(n -> changes.add(node(n.name() + " changed, now at " + where(n))));
    if (change.reordered()) {
      changes.add(node("another order"));
    }
    return changes;
  }

  /** Of the entries that are names to find nodes by. */
  private static List<ConfigChange> ofNames(List<NodePattern> before, List<NodePattern> after) {
    List<ConfigChange> changes = new ArrayList<>();
    for (NodePattern now : after) {
      Optional<NodePattern> was = named(now.name(), before);
      if (was.isEmpty()) {
        changes.add(node(now.name() + " added, nodes found by " + where(now)));
      } else if (!was.get().isSameElsewhere(now)) {
        changes.add(node(now.name() + " changed, now nodes found by " + where(now)));
      } else if (!was.get().equals(now)) {
        changes.add(node(now.name() + " at another place"));
      }
    }
    for (NodePattern was : before) {
      if (named(was.name(), after).isEmpty()) {
        changes.add(node(was.name() + " and its nodes found by " + was.host() + " removed"));
      }
    }
    List<String> names = after.stream().map(NodePattern::name).toList();
    List<String> stay = before.stream().map(NodePattern::name).filter(names::contains).toList();
    if (!stay.equals(names.stream().filter(n -> named(n, before).isPresent()).toList())) {
      changes.add(node("another order of the names that nodes are found by"));
    }
    return changes;
  }

  private static Optional<NodePattern> named(String name, List<NodePattern> in) {
    return in.stream().filter(pattern -> pattern.name().equals(name)).findFirst();
  }

  private static String where(NodePattern pattern) {
    return pattern.host()
        + ", port "
        + pattern.port()
        + ", agents at port "
        + pattern.statusPort()
        + pattern.statusEndpoint()
        + ", grace "
        + pattern.graceSeconds()
        + " s"
        + labels(pattern.labels());
  }

  private static String where(Node node) {
    String priority = node.priority() == 0 ? "" : ", priority " + node.priority();
    return node.address()
        + ", agent at port "
        + node.statusPort()
        + node.statusEndpoint()
        + priority
        + labels(node.labels());
  }

  private static String labels(List<String> labels) {
    return labels.isEmpty() ? "" : ", labels " + String.join(" ", labels);
  }

  private static ConfigChange node(String text) {
    return new ConfigChange("Proxy.Backends", "Proxy.Backends: " + text, false);
  }
}

package dev.patchbay.app;

import dev.patchbay.config.MysqlPort;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.discovery.Discovered;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.NodePattern;
import dev.patchbay.topology.Selector;
import dev.patchbay.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the topology of a configuration, whose keys for the listeners are flat, and of what was
 * found by the names in it.
 */
final class Topologies {
  private Topologies() {}

  /** A name that is not followed yet has no nodes. */
  static Topology of(PatchbayConfig config, Discovered found) {
    ProxyConfig proxy = config.proxy();
    List<ListenerSpec> listeners = new ArrayList<>();
    listeners.add(
        new ListenerSpec(
                ListenerId.ACTIVE,
                "Proxy.Port",
                config.listenHost(),
                proxy.port(),
                Selector.ACTIVE,
                proxy.connectTimeoutMillis())
            .with(proxy.hold())
            .with(proxy.access().active()));
    if (proxy.inactiveMysqlPort() != 0) {
      listeners.add(
          new ListenerSpec(
                  ListenerId.INACTIVE,
                  "Proxy.InactiveMysqlPort",
                  config.listenHost(),
                  proxy.inactiveMysqlPort(),
                  Selector.INACTIVE,
                  proxy.connectTimeoutMillis())
              .with(proxy.hold())
              .with(proxy.access().inactive()));
    }
    for (MysqlPort port : config.listeners()) {
      // Among the nodes that it spreads its sessions over the active one may be.
      boolean inactive = port.selector() == Selector.INACTIVE;
      listeners.add(
          new ListenerSpec(
                  new ListenerId(port.name()),
                  "Listeners",
                  config.listenHost(),
                  port.port() == MysqlPort.NONE ? ListenerSpec.NO_PORT : port.port(),
                  port.selector(),
                  proxy.connectTimeoutMillis())
              .with(proxy.hold())
              .with(inactive ? proxy.access().inactive() : proxy.access().active())
              .with(port.mysql())
              .withLabels(port.labels()));
    }
    return new Topology(nodes(proxy, found), listeners);
  }

  /**
   * In the order of the configuration. A node that was found and has the name of another one, which
   * only an operator who chooses names for it can bring about, is left out.
   */
  private static List<Node> nodes(ProxyConfig proxy, Discovered found) {
    List<Node> nodes = new ArrayList<>();
    Set<NodeId> ids = proxy.backends().stream().map(Node::id).collect(Collectors.toSet());
    for (int place = 0; place <= proxy.backends().size(); place++) {
      for (NodePattern pattern : proxy.discover()) {
        if (pattern.place() == place) {
          found.by(pattern).stream().filter(node -> ids.add(node.id())).forEach(nodes::add);
        }
      }
      if (place < proxy.backends().size()) {
        nodes.add(proxy.backends().get(place));
      }
    }
    return nodes;
  }
}

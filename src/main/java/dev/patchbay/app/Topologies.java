package dev.patchbay.app;

import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Selector;
import dev.patchbay.topology.Topology;
import java.util.ArrayList;
import java.util.List;

/** Makes the topology of a configuration, whose keys for the listeners are flat. */
final class Topologies {
  private Topologies() {}

  static Topology of(PatchbayConfig config) {
    ProxyConfig proxy = config.proxy();
    List<ListenerSpec> listeners = new ArrayList<>();
    listeners.add(
        new ListenerSpec(
            ListenerId.ACTIVE,
            "Proxy.Port",
            config.listenHost(),
            proxy.port(),
            Selector.ACTIVE,
            proxy.connectTimeoutMillis()));
    if (proxy.inactiveMysqlPort() != 0) {
      listeners.add(
          new ListenerSpec(
              ListenerId.INACTIVE,
              "Proxy.InactiveMysqlPort",
              config.listenHost(),
              proxy.inactiveMysqlPort(),
              Selector.INACTIVE,
              proxy.connectTimeoutMillis()));
    }
    return new Topology(proxy.backends(), listeners);
  }
}

package dev.patchbay.config;

import java.util.ArrayList;
import java.util.List;

/** Sees to it that no two listeners want the same port. */
final class Ports {
  private Ports() {}

  private record Listener(Section section, String key, int port) {
    String path() {
      return section.pathOf(key);
    }
  }

  /** Notes a fault for each port that an earlier listener has. Port 0 is no listener. */
  static void checkDistinct(
      PatchbayConfig config,
      Section root,
      Section proxy,
      List<Section> mysql,
      Section api,
      Section metrics) {
    List<Listener> listeners = new ArrayList<>();
    listeners.add(new Listener(proxy, "Port", config.proxy().port()));
    listeners.add(new Listener(proxy, "InactiveMysqlPort", config.proxy().inactiveMysqlPort()));
    for (int i = 0; i < mysql.size(); i++) {
      listeners.add(new Listener(mysql.get(i), "Port", config.listeners().get(i).port()));
    }
    listeners.add(new Listener(api, "Port", config.api().port()));
    listeners.add(new Listener(api, "AggregatorPort", config.api().aggregatorPort()));
    if (config.healthPort() != config.api().port()) {
      listeners.add(new Listener(root, "HealthPort", config.healthPort()));
    }
    if (config.metrics().enabled()) {
      listeners.add(new Listener(metrics, "Port", config.metrics().port()));
    }
    for (int i = 0; i < listeners.size(); i++) {
      checkAgainst(listeners.subList(0, i), listeners.get(i));
    }
  }

  private static void checkAgainst(List<Listener> earlier, Listener listener) {
    earlier.stream()
        .filter(other -> other.port() == listener.port() && listener.port() != 0)
        .findFirst()
        .ifPresent(
            other ->
                listener
                    .section()
                    .reject(
                        listener.key(),
                        listener.port() + " is also " + other.path(),
                        "a port that no other listener has"));
  }
}

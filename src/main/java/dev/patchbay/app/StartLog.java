package dev.patchbay.app;

import dev.patchbay.config.ProxyConfig;
import dev.patchbay.topology.Node;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The configuration as the line says it that tells of the start, by the configuration's own keys.
 */
final class StartLog {
  private StartLog() {}

  static Map<String, Object> proxyConfig(ProxyConfig proxy) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("Port", proxy.port());
    data.put("InactiveMysqlPort", proxy.inactiveMysqlPort());
    data.put("Backends", proxy.backends().stream().map(StartLog::backend).toList());
    data.put("HealthcheckTimeoutMillis", proxy.healthcheckTimeoutMillis());
    data.put("ShutdownDelaySeconds", proxy.shutdownDelaySeconds());
    return data;
  }

  private static Map<String, Object> backend(Node node) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("Host", node.host());
    data.put("Port", node.port());
    data.put("StatusPort", node.statusPort());
    data.put("StatusEndpoint", node.statusEndpoint());
    data.put("Name", node.name());
    return data;
  }
}

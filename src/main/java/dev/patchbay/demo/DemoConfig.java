package dev.patchbay.demo;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.topology.Node;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The configuration of the proxy in front of a {@link DemoCluster}. */
public final class DemoConfig {
  /** The user of the demo's API and dashboard. */
  public static final String USER = "demo";

  private static final int HEALTHCHECK_TIMEOUT_MILLIS = 2000;
  private static final int HEALTHCHECK_INTERVAL_MILLIS = 200;
  private static final int CONNECT_TIMEOUT_MILLIS = 2000;

  // Without the characters that are easily taken for one another.
  private static final String PASSWORD_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int PASSWORD_LENGTH = 12;

  private DemoConfig() {}

  /** A new random password of lower-case letters and digits. */
  public static String randomPassword() {
    SecureRandom random = new SecureRandom();
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < PASSWORD_LENGTH; i++) {
      password.append(PASSWORD_CHARACTERS.charAt(random.nextInt(PASSWORD_CHARACTERS.length())));
    }
    return password.toString();
  }

  /**
   * A proxy on free ports of the loopback address, with each node of the cluster behind it.
   *
   * @param password of the API user {@link #USER}
   * @throws IOException if no free port was found
   */
  public static PatchbayConfig inFrontOf(DemoCluster cluster, String password) throws IOException {
    List<Integer> ports = FreePorts.find(5);
    int apiPort = ports.get(2);
    ProxyConfig proxy =
        new ProxyConfig(
            ports.get(0),
            ports.get(1),
            HEALTHCHECK_TIMEOUT_MILLIS,
            HEALTHCHECK_INTERVAL_MILLIS,
            CONNECT_TIMEOUT_MILLIS,
            0,
            0,
            ProxyConfig.Stall.DEFAULT,
            ActiveNodePolicy.STICKY,
            backends(cluster));
    ApiConfig api =
        new ApiConfig(apiPort, ports.get(3), USER, password, false, List.of(), Optional.empty());
    return new PatchbayConfig(
        DemoCluster.HOST,
        proxy,
        api,
        Optional.empty(),
        ports.get(4),
        Optional.empty(),
        new PatchbayConfig.StatusLog(false, Duration.ofMinutes(1)),
        new PatchbayConfig.Metrics(false, 9999));
  }

  private static List<Node> backends(DemoCluster cluster) {
    List<Node> backends = new ArrayList<>();
    for (StandInNode node : cluster.nodes()) {
      backends.add(
          new Node(
              node.name(),
              DemoCluster.HOST,
              node.port(),
              node.agentPort(),
              StandInAgent.STATUS_PATH));
    }
    return backends;
  }
}

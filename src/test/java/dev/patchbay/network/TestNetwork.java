package dev.patchbay.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Three network namespaces in a row: clients and nodes, a router, the proxy. What the router is
 * told to swallow is gone without a word, as with a host that has vanished. Needs root.
 */
final class TestNetwork implements AutoCloseable {
  static final String FAR_ADDRESS = "10.77.1.1";
  static final String PROXY_ADDRESS = "10.77.2.1";

  private static final String PREFIX = "patchbay-";
  private static final String ROUTER_TO_FAR = "10.77.1.2";
  private static final String ROUTER_TO_PROXY = "10.77.2.2";

  private final String far = name("far");
  private final String router = name("router");
  private final String proxy = name("proxy");

  private static String name(String part) {
    return PREFIX + part + "-" + ProcessHandle.current().pid();
  }

  static TestNetwork open() throws IOException, InterruptedException {
    removeLeftovers();
    TestNetwork network = new TestNetwork();
    try {
      network.build();
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
    return network;
  }

  /** Those of a run that was killed. */
  private static void removeLeftovers() throws IOException, InterruptedException {
    for (String line : run("ip netns list").lines().toList()) {
      String namespace = line.split(" ")[0];
      String pid = namespace.substring(namespace.lastIndexOf('-') + 1);
      if (namespace.startsWith(PREFIX)
          && pid.matches("[0-9]{1,18}")
          && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
        run("rm -rf " + etcOf(namespace));
        run("ip netns del " + namespace);
      }
    }
  }

  private void build() throws IOException, InterruptedException {
    for (String namespace : List.of(far, router, proxy)) {
      run("ip netns add " + namespace);
      run("ip -n " + namespace + " link set lo up");
    }
    connect(far, FAR_ADDRESS, ROUTER_TO_FAR, "tofar");
    connect(proxy, PROXY_ADDRESS, ROUTER_TO_PROXY, "toproxy");
    run("ip netns exec " + router + " sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'");
  }

  private void connect(String namespace, String address, String gateway, String atRouter)
      throws IOException, InterruptedException {
    run(
        "ip link add eth0 netns %s type veth peer name %s netns %s"
            .formatted(namespace, atRouter, router));
    run("ip -n %s addr add %s/24 dev eth0".formatted(namespace, address));
    run("ip -n %s link set eth0 up".formatted(namespace));
    run("ip -n %s addr add %s/24 dev %s".formatted(router, gateway, atRouter));
    run("ip -n %s link set %s up".formatted(router, atRouter));
    run("ip -n %s route add default via %s".formatted(namespace, gateway));
  }

  String router() {
    return router;
  }

  /** Words to be put before a command that is to run where the proxy is. */
  List<String> atProxy() {
    return List.of("ip", "netns", "exec", proxy);
  }

  /** Words to be put before a command that is to run where clients and nodes are. */
  List<String> atFar() {
    return List.of("ip", "netns", "exec", far);
  }

  /** Programs that are started in the far namespace from now on know a name of the proxy. */
  void nameProxy() throws IOException, InterruptedException {
    // ip(8), netns exec: what is there is bound over its name in /etc.
    run(
        "mkdir -p %1$s && echo '%2$s proxy.test' > %1$s/hosts"
            .formatted(etcOf(far), PROXY_ADDRESS));
  }

  private static String etcOf(String namespace) {
    return "/etc/netns/" + namespace;
  }

  /** Runs this in a shell and returns what it says. */
  static String run(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + said.strip() + " (needs root, and iproute2)");
    }
    return said;
  }

  @Override
  public void close() {
    List<String> failures = new ArrayList<>();
    for (String namespace : List.of(far, router, proxy)) {
      try {
        run("rm -rf " + etcOf(namespace));
        run("ip netns del " + namespace);
      } catch (IOException e) {
        failures.add(e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    failures.forEach(System.err::println);
  }
}

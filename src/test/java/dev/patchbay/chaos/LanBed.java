package dev.patchbay.chaos;

import dev.patchbay.acceptance.Command;
import dev.patchbay.acceptance.GaleraCluster;
import dev.patchbay.acceptance.Lan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Machines in network namespaces, which {@code acceptance/chaos} has made. */
final class LanBed extends Bed {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final GaleraCluster cluster = new GaleraCluster();
  private final Lan lan = new Lan(environment("PATCHBAY_GALERA_LAN"));
  private final Path state = Path.of(environment("PATCHBAY_GALERA_DIR"));
  private final List<LanProxy> proxies = new ArrayList<>();
  private final List<Process> liars = new ArrayList<>();
  private final Map<Integer, String> moved = new TreeMap<>();
  private final int[] ports = new int[GaleraCluster.NODES];
  private final int[] agentPorts = new int[GaleraCluster.NODES];
  private int configurations = 900;

  /** What {@code acceptance/chaos} has made, and two proxies that write beside the report. */
  static LanBed start(Path directory) throws IOException, InterruptedException {
    LanBed bed = new LanBed();
    bed.cluster.sql(0, ADMIN_MADE);
    StringBuilder nodes = new StringBuilder();
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      bed.ports[node] = bed.cluster.port(node);
      bed.agentPorts[node] = bed.cluster.agentPort(node);
      nodes.append(
          """
              - {Name: node%1$d, Host: node%1$d.chaos.test, Port: %2$d, StatusPort: %3$d, StatusEndpoint: api/v1/status}
          """
              .formatted(node, bed.ports[node], bed.agentPorts[node]));
    }
    for (int number = 0; number < 2; number++) {
      LanProxy proxy = new LanProxy(bed.lan, number, directory, nodes.toString());
      proxy.configure(bed.configurations);
      proxy.start();
      bed.proxies.add(proxy);
    }
    return bed;
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException(name + " is missing: run acceptance/chaos");
    }
    return value;
  }

  @Override
  boolean isToStop() {
    return Files.exists(state.resolve("stop"));
  }

  GaleraCluster cluster() {
    return cluster;
  }

  Lan lan() {
    return lan;
  }

  @Override
  List<LanProxy> proxies() {
    return proxies;
  }

  @Override
  String address(int node) {
    return moved.getOrDefault(node, Lan.address(name(node)));
  }

  @Override
  int port(int node) {
    return ports[node];
  }

  int agentPort(int node) {
    return agentPorts[node];
  }

  @Override
  Path log(int node) {
    return state.resolve(name(node)).resolve("mariadbd.log");
  }

  Path data(int node) {
    return state.resolve(name(node)).resolve("data");
  }

  static void signal(String name, long process) {
    Command.run(LIMIT, List.of("kill", "-" + name, Long.toString(process)));
  }

  /** Gives the proxies another configuration, which they have not read yet. */
  void reconfigure() throws IOException {
    configurations++;
    for (LanProxy proxy : proxies) {
      proxy.configure(configurations);
    }
  }

  /** Puts a program in the agent's place that calls the node healthy, whatever becomes of it. */
  void lie(int node) throws IOException {
    signal("KILL", cluster.agentPid(node));
    liars.add(
        new ProcessBuilder(
                lan.at(
                    name(node),
                    "acceptance/lib/lying-agent",
                    address(node),
                    Integer.toString(agentPorts[node]),
                    cluster.index(node).toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** The DNS has another address for the node, which must be down, and so has its machine. */
  void move(int node) throws IOException {
    String host = name(node);
    boolean away = !address(node).equals(Lan.address(host));
    String address = away ? Lan.address(host) : Lan.otherAddress(host);
    signal("KILL", cluster.agentPid(node));
    lan.move(host, address);
    moved.put(node, address);
    Files.writeString(state.resolve("address" + node), address);
    StringBuilder hosts = new StringBuilder();
    for (int other = 0; other < GaleraCluster.NODES; other++) {
      hosts.append(address(other)).append(' ').append(name(other)).append(".chaos.test\n");
    }
    Files.writeString(state.resolve("hosts"), hosts.toString());
    signal("HUP", Long.parseLong(environment("PATCHBAY_CHAOS_DNS_PID")));
  }

  /** Leaves the node's disk no room, as far as possible. */
  void fillDisk(int node) throws IOException {
    Path balloon = data(node).resolve("balloon");
    byte[] chunk = new byte[64 * 1024];
    try (var out = Files.newOutputStream(balloon)) {
      while (true) {
        out.write(chunk);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  @Override
  void heal() throws IOException, InterruptedException {
    lan.heal();
    for (LanProxy proxy : proxies) {
      if (proxy.isAlive()) {
        proxy.signal("CONT");
      } else {
        proxy.start();
      }
    }
    for (Process liar : liars) {
      liar.destroyForcibly().onExit().join();
    }
    liars.clear();
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      Files.deleteIfExists(data(node).resolve("balloon"));
      goOn(node);
    }
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      makeWell(node);
    }
    cluster.up();
  }

  private void goOn(int node) {
    for (String file : List.of("mariadbd.pid", "agent.pid")) {
      try {
        String pid = Files.readString(state.resolve(name(node)).resolve(file)).strip();
        if (ProcessHandle.of(Long.parseLong(pid)).isPresent()) {
          signal("CONT", Long.parseLong(pid));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (AssertionError e) {
        // It has just ended.
      }
    }
  }

  private void makeWell(int node) {
    try {
      cluster.sql(
          node,
          "SET GLOBAL read_only=0; SET GLOBAL wsrep_reject_queries='NONE'; SET GLOBAL"
              + " wsrep_desync=0; SET GLOBAL wsrep_provider_options='gmcast.isolate=0'");
    } catch (AssertionError e) {
      // It does not run: it will start well.
    }
  }

  @Override
  public void close() {
    proxies.stream().filter(LanProxy::isAlive).forEach(proxy -> proxy.signal("KILL"));
    liars.forEach(Process::destroyForcibly);
    lan.heal();
  }
}

package dev.patchbay.chaos;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotModifiedException;
import dev.patchbay.acceptance.GaleraCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Machines that are containers, which {@link ContainerHouse} has started. */
final class ContainerBed extends Bed {
  static final int MYSQL_PORT = 3306;
  static final int AGENT_PORT = 9200;

  /** After so long a server that was told to end is killed. */
  private static final int STOP_SECONDS = 60;

  private final DockerClient docker = DockerApi.client();
  private final Path directory;
  private final List<ContainerProxy> proxies =
      IntStream.range(0, 2).mapToObj(number -> new ContainerProxy(docker, number)).toList();
  private final Map<Integer, String> moved = new TreeMap<>();

  /**
   * @param directory where the logs are
   */
  ContainerBed(Path directory) {
    this.directory = directory;
  }

  @Override
  List<ContainerProxy> proxies() {
    return proxies;
  }

  @Override
  String address(int node) {
    return moved.getOrDefault(node, ContainerLan.NODES.address(name(node)));
  }

  @Override
  int port(int node) {
    return MYSQL_PORT;
  }

  @Override
  Path log(int node) {
    return directory.resolve(name(node)).resolve("server.log");
  }

  @Override
  boolean isToStop() {
    return Files.exists(directory.resolve("stop"));
  }

  /** All that runs in the container gets SIGKILL. */
  void kill(String host) {
    docker.killContainerCmd(ContainerLan.called(host)).exec();
  }

  /** All that runs in the container is frozen. */
  void pause(String host) {
    docker.pauseContainerCmd(ContainerLan.called(host)).exec();
  }

  /** As an operator does: SIGTERM, and wait. */
  void stop(String host) {
    docker.stopContainerCmd(ContainerLan.called(host)).withTimeout(STOP_SECONDS).exec();
  }

  /** Starts a container again that has ended; does not wait until it serves. */
  void start(String host) {
    try {
      docker.startContainerCmd(ContainerLan.called(host)).exec();
    } catch (NotModifiedException e) {
      // It runs.
    }
  }

  /** Takes the host's leg in a network away. */
  void cutOff(String host, ContainerLan lan) {
    lan.disconnect(docker, host);
  }

  /** A node that does not run gets another address; its name points there. */
  void move(int node) {
    String host = name(node);
    String home = ContainerLan.NODES.address(host);
    String address = address(node).equals(home) ? ContainerLan.NODES.otherAddress(host) : home;
    ContainerLan.NODES.disconnect(docker, host);
    ContainerLan.NODES.connect(docker, host, address);
    moved.put(node, address);
  }

  @Override
  void heal() {
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      heal(name(node), ContainerLan.NODES, address(node));
    }
    for (ContainerProxy proxy : proxies) {
      heal(proxy.host(), ContainerLan.PEERS, ContainerLan.PEERS.address(proxy.host()));
    }
  }

  private void heal(String host, ContainerLan lan, String address) {
    InspectContainerResponse now = docker.inspectContainerCmd(ContainerLan.called(host)).exec();
    if (Boolean.TRUE.equals(now.getState().getPaused())) {
      docker.unpauseContainerCmd(ContainerLan.called(host)).exec();
    }
    if (!now.getNetworkSettings().getNetworks().containsKey(lan.network())) {
      lan.connect(docker, host, address);
    }
    start(host);
  }

  @Override
  public void close() {}
}

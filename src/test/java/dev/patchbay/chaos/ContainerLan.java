package dev.patchbay.chaos;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.util.Locale;

/**
 * The networks of {@code acceptance/containers}, which nothing leaves, and who is where in them:
 * the nodes in one, the clients in another one, and both proxies in these two and in a third, in
 * which they find each other.
 */
enum ContainerLan {
  NODES(1),
  PEERS(2),
  CLIENTS(3);

  private static final String PREFIX = "patchbay-containers-";
  private final int number;

  ContainerLan(int number) {
    this.number = number;
  }

  /** As Docker knows a container, or a network. */
  static String called(String name) {
    return PREFIX + name;
  }

  /** As Docker knows this network. */
  String network() {
    return called(name().toLowerCase(Locale.ROOT));
  }

  String subnet() {
    return "10.79." + number + ".0/24";
  }

  /** The name by which the others in this network find a host. */
  String nameOf(String host) {
    return host + "." + name().toLowerCase(Locale.ROOT) + ".test";
  }

  /** The address that a host has here, unless it has moved. */
  String address(String host) {
    int last =
        switch (host.replaceAll("[0-9]", "")) {
          case "node" -> 10 + index(host);
          case "proxy" -> 30 + index(host);
          case "client" -> 40;
          default -> throw new IllegalArgumentException(host);
        };
    return "10.79." + number + "." + last;
  }

  /** An address that a node can move to. */
  String otherAddress(String host) {
    return "10.79." + number + "." + (20 + index(host));
  }

  private static int index(String host) {
    return host.charAt(host.length() - 1) - '0';
  }

  /** Gives the host a leg here, with its name and this address. */
  void connect(DockerClient docker, String host, String address) {
    docker
        .connectToNetworkCmd()
        .withNetworkId(network())
        .withContainerId(called(host))
        .withContainerNetwork(
            new ContainerNetwork()
                .withAliases(nameOf(host))
                .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address)))
        .exec();
  }

  /** Takes the host's leg here away: whoever talks to it hears nothing any more. */
  void disconnect(DockerClient docker, String host) {
    docker
        .disconnectFromNetworkCmd()
        .withNetworkId(network())
        .withContainerId(called(host))
        .withForce(true)
        .exec();
  }
}

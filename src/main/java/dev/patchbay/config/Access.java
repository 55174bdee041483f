package dev.patchbay.config;

import dev.patchbay.topology.Entrance;
import dev.patchbay.topology.HeaderToNode;
import dev.patchbay.topology.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who may come in at the MySQL ports, and how it is known who that is.
 *
 * @param allowed who may connect to {@code Proxy.Port}; nothing means everybody
 * @param inactiveAllowed who may connect to {@code Proxy.InactiveMysqlPort}; nothing means the same
 *     as {@code allowed}
 * @param maxSessionsPerSource over both ports; 0 for no limit
 * @param headerFrom load balancers whose connections begin with a PROXY header
 * @param headerToNode what each node is told of the client
 * @param loginForProbes whether a node sees a denied login in place of a client that leaves before
 *     it has sent a byte
 */
public record Access(
    List<Network> allowed,
    List<Network> inactiveAllowed,
    int maxSessionsPerSource,
    List<Network> headerFrom,
    HeaderToNode headerToNode,
    boolean loginForProbes) {

  /** Everybody may come in, and nobody is asked who it is. */
  public static final Access OPEN =
      new Access(List.of(), List.of(), 0, List.of(), HeaderToNode.OFF, false);

  public Access {
    allowed = List.copyOf(allowed);
    inactiveAllowed = List.copyOf(inactiveAllowed);
    headerFrom = List.copyOf(headerFrom);
  }

  /** Reads the keys, which stand under {@code Proxy}. */
  static Access read(Section proxy) {
    Section header = proxy.section("ProxyProtocol");
    return new Access(
        networks(proxy, "AllowedSources"),
        networks(proxy, "InactiveAllowedSources"),
        proxy.number("MaxSessionsPerSource", Range.COUNT, 0),
        networks(header, "From"),
        header.value(
            "ToBackend",
            Arrays.stream(HeaderToNode.values())
                .map(HeaderToNode::key)
                .collect(Collectors.joining(" or ")),
            HeaderToNode.OFF,
            Access::headerToNode),
        proxy.flag("LoginForProbes"));
  }

  private static List<Network> networks(Section section, String key) {
    return section.texts(key, Network.EXPECTED, text -> Network.parse(text).isPresent()).stream()
        .map(Network::parse)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<HeaderToNode> headerToNode(String text) {
    return Arrays.stream(HeaderToNode.values()).filter(h -> h.key().equals(text)).findAny();
  }

  /** What holds at {@code Proxy.Port}. */
  public Entrance active() {
    return new Entrance(allowed, maxSessionsPerSource, headerFrom, headerToNode, loginForProbes);
  }

  /** What holds at {@code Proxy.InactiveMysqlPort}. */
  public Entrance inactive() {
    return new Entrance(
        inactiveAllowed.isEmpty() ? allowed : inactiveAllowed,
        maxSessionsPerSource,
        headerFrom,
        headerToNode,
        loginForProbes);
  }
}

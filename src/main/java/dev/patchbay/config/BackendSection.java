package dev.patchbay.config;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodePattern;

/**
 * Reads the keys of one entry of {@code Proxy.Backends}.
 *
 * @param discover whether its host is a name to find nodes by, and no node itself
 */
record BackendSection(boolean discover, NodePattern entry) {
  private static final int USUAL_PORT = 3306;

  /**
   * To wait too long costs nothing, for a healthy node does its work; to wait too little cuts every
   * session because a DNS server was wrong for a while, such as one that is restarted.
   */
  private static final int DEFAULT_GRACE_SECONDS = 300;

  /**
   * @param place how many nodes with a host of their own come before
   */
  static BackendSection read(Section section, int place) {
    boolean discover = section.flag("Discover");
    String name = section.text("Name", "a name that no other backend has", n -> !n.isBlank());
    String host =
        discover
            ? section.text(
                "Host",
                "with Discover, a DNS name whose addresses are the nodes, or an SRV name such as"
                    + " _mysql._tcp.example.com",
                text -> isHost(text) && !isAddress(text))
            : section.text("Host", "an IP address or a DNS name", BackendSection::isHost);
    int port =
        discover && host.startsWith("_")
            ? section.number("Port", Range.PORT, USUAL_PORT)
            : section.number("Port", Range.PORT);
    return new BackendSection(
        discover,
        new NodePattern(
            name,
            host,
            port,
            section.number("StatusPort", Range.PORT),
            section.text("StatusEndpoint", "a path such as api/v1/status", Words::isOne),
            section.number("DiscoverGraceSeconds", Range.SECONDS, DEFAULT_GRACE_SECONDS),
            section.number("Priority", Range.COUNT, 0),
            Labels.read(section),
            place));
  }

  /** The node, of an entry that is one. */
  Node node() {
    return new Node(
            entry.name(), entry.host(), entry.port(), entry.statusPort(), entry.statusEndpoint())
        .withPriority(entry.priority())
        .withLabels(entry.labels());
  }

  private static boolean isHost(String text) {
    return Words.isOne(text) && text.indexOf('/') < 0 && text.indexOf('[') < 0;
  }

  /** No top-level domain is a number. */
  private static boolean isAddress(String text) {
    return text.indexOf(':') >= 0 || text.matches("(.*\\.)?[0-9]+\\.?");
  }
}

package dev.patchbay.peers;

import dev.patchbay.config.ProxyUri.Address;
import dev.patchbay.text.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Tells which addresses are this proxy's own API, so that it need not ask itself over the network.
 * Names beyond the machine's own are not looked up: a peer that turns out to be this process says
 * so in its answer.
 */
final class OwnAddresses {
  private final Set<String> hosts;
  private final int port;

  private OwnAddresses(Set<String> hosts, int port) {
    this.hosts = hosts;
    this.port = port;
  }

  /**
   * Asks the system; blocks.
   *
   * @param bindAddress the one address that the API listens at; empty text for all of them
   * @param port of the API
   */
  static OwnAddresses find(String bindAddress, int port) {
    if (!bindAddress.isEmpty()) {
      return new OwnAddresses(Set.of(normal(bindAddress)), port);
    }
    Set<String> hosts = new HashSet<>(Set.of("localhost"));
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(address -> hosts.add(text(address)));
      hosts.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
    } catch (IOException e) {
      // What is missing is asked, and says who it is.
    }
    return new OwnAddresses(hosts, port);
  }

  /** May block: figures that are no address are looked up as a name. */
  boolean contain(Address address) {
    return address.port() == port && hosts.contains(normal(address.host()));
  }

  private static String normal(String host) {
    if (!HostPort.isAddress(host)) {
      return host.toLowerCase(Locale.ROOT);
    }
    try {
      // Of an address in figures this is another spelling, not a look-up.
      return text(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return host;
    }
  }

  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }
}

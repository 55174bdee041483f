package dev.patchbay.pump;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * The two addresses of a client's connection, of the same family.
 *
 * @param client where it comes from
 * @param server where it came to
 */
public record Ends(InetSocketAddress client, InetSocketAddress server) {
  public Ends {
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(server, "server");
  }

  /**
   * Whether both are one and the same IP address, which only a program on this machine can bring
   * about: the system throws away what comes from outside with an address of its own.
   */
  public boolean areOneHost() {
    return client.getAddress().equals(server.getAddress());
  }
}

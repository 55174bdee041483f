package dev.patchbay.peers;

import java.util.Objects;

/**
 * Which node a proxy sends its clients to.
 *
 * @param proxy as {@code API.ProxyURIs} names it
 * @param active the node's name
 */
public record Opinion(String proxy, String active) {
  public Opinion {
    Objects.requireNonNull(proxy, "proxy");
    Objects.requireNonNull(active, "active");
  }
}

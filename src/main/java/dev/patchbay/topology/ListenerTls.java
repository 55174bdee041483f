package dev.patchbay.topology;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * With what a listener offers TLS, and how nodes are met by TLS.
 *
 * @param chain the listener's own certificate first; at least one
 * @param key that belongs to it
 * @param required whether a client that does not take the offer is refused
 * @param nodesAlways whether nodes are met by TLS for every client, and not only for those that
 *     take the offer
 * @param nodeAuthorities one of which must have signed a node's certificate; none means that it is
 *     not looked at
 * @param nodeServerName that a node's certificate must be for; empty means any
 */
public record ListenerTls(
    List<X509Certificate> chain,
    PrivateKey key,
    boolean required,
    boolean nodesAlways,
    List<X509Certificate> nodeAuthorities,
    Optional<String> nodeServerName) {

  /** One that meets nodes as their clients have come. */
  public ListenerTls(
      List<X509Certificate> chain,
      PrivateKey key,
      boolean required,
      List<X509Certificate> nodeAuthorities,
      Optional<String> nodeServerName) {
    this(chain, key, required, false, nodeAuthorities, nodeServerName);
  }

  public ListenerTls {
    chain = List.copyOf(chain);
    Objects.requireNonNull(key, "key");
    nodeAuthorities = List.copyOf(nodeAuthorities);
    Objects.requireNonNull(nodeServerName, "nodeServerName");
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("no certificate");
    }
  }

  /** Leaves the key out, so that no log can show it. */
  @Override
  public String toString() {
    return "ListenerTls[...]";
  }
}

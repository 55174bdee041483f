package dev.patchbay.session;

import dev.patchbay.tls.TlsServer;
import dev.patchbay.tls.TlsToNodes;
import dev.patchbay.topology.ListenerTls;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/** Both ends of TLS at a listener: what its clients are shown, and how its nodes are met. */
final class TlsEnds {
  private final TlsServer server;
  private final TlsToNodes toNodes;
  private final boolean always;

  TlsEnds(ListenerTls terms) {
    try {
      server = new TlsServer(terms.chain(), terms.key());
      toNodes = new TlsToNodes(terms.nodeAuthorities(), terms.nodeServerName());
      always = terms.nodesAlways();
    } catch (GeneralSecurityException e) {
      // The configuration has loaded both.
      throw new IllegalArgumentException("a certificate that cannot be used", e);
    }
  }

  /** For one more client. */
  SSLEngine forClient() {
    return server.engine();
  }

  /**
   * For the connection to its node; empty if that is in plain.
   *
   * @param client whether the client has come by TLS
   */
  Optional<TlsToNodes> toNode(boolean client) {
    return client || always ? Optional.of(toNodes) : Optional.empty();
  }
}

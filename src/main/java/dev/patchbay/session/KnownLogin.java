package dev.patchbay.session;

import dev.patchbay.tls.TlsToNodes;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.HandshakeResponse;
import java.util.Optional;

/**
 * How a client has introduced itself to the proxy, which has greeted it.
 *
 * @param login without the proof, which nobody can use
 * @param told the greeting
 * @param number of the packet, 0 to 255
 * @param secure whether it has come by TLS; then its node is met by TLS as well
 * @param tls how its node is met by TLS; empty if that is in plain
 * @param forget gives back the memory that it counts for; without effect the second time
 */
record KnownLogin(
    HandshakeResponse login,
    Greeting told,
    int number,
    boolean secure,
    Optional<TlsToNodes> tls,
    Runnable forget) {

  /** Whether only the node is met by TLS: there the login has one packet more than here. */
  boolean securesNodeOnly() {
    return tls.isPresent() && !secure;
  }

  /** The packet's number as the node is to have it. */
  int numberToNode() {
    return securesNodeOnly() ? number + 1 : number;
  }
}

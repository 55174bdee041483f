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
 * @param tls how its node is met; empty if the client has come without TLS
 * @param forget gives back the memory that it counts for; without effect the second time
 */
record KnownLogin(
    HandshakeResponse login,
    Greeting told,
    int number,
    Optional<TlsToNodes> tls,
    Runnable forget) {}

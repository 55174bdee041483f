package dev.patchbay.session;

import dev.patchbay.aware.MysqlFacts;
import dev.patchbay.text.HostPort;
import dev.patchbay.topology.ListenerId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * One session as it was when somebody looked. Immutable.
 *
 * @param node the name of the node that it is at, or is being connected to; empty if there is none
 * @param client where it comes from; empty if it went away just then
 * @param since when it was accepted
 * @param toNode how many bytes the client has sent to the node
 * @param toClient how many bytes the node has sent to the client
 * @param facts what is known of it; empty where its listener follows no protocol, or there is
 *     nothing to follow yet
 */
public record SessionView(
    SessionId id,
    ListenerId listener,
    Optional<String> node,
    Optional<InetSocketAddress> client,
    SessionState state,
    Instant since,
    long toNode,
    long toClient,
    Optional<MysqlFacts> facts) {

  /** The client's address and port as people write them. */
  public Optional<String> clientText() {
    return client.map(c -> HostPort.of(c.getAddress().getHostAddress(), c.getPort()));
  }
}

package dev.patchbay.topology;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/**
 * Who may come in at a listener, and how it is known who that is.
 *
 * @param allowed who may connect; nothing means everybody
 * @param maxPerSource sessions at a time from one source address, over all listeners; 0 for no
 *     limit
 * @param headerFrom load balancers whose connections begin with a PROXY header
 * @param headerToNode what each node is told of the client
 * @param loginForProbes whether a node sees a denied login in place of a client that leaves before
 *     it has sent a byte
 */
public record Entrance(
    List<Network> allowed,
    int maxPerSource,
    List<Network> headerFrom,
    HeaderToNode headerToNode,
    boolean loginForProbes) {

  /** Everybody may come in, and nobody is asked who it is. */
  public static final Entrance OPEN = new Entrance(List.of(), 0, List.of(), HeaderToNode.OFF);

  /** One whose nodes see that a client has left. */
  public Entrance(
      List<Network> allowed,
      int maxPerSource,
      List<Network> headerFrom,
      HeaderToNode headerToNode) {
    this(allowed, maxPerSource, headerFrom, headerToNode, false);
  }

  public Entrance {
    allowed = List.copyOf(allowed);
    headerFrom = List.copyOf(headerFrom);
    Objects.requireNonNull(headerToNode, "headerToNode");
  }

  /** Whether nothing needs to be known of a client that comes. */
  public boolean isOpen() {
    return allowed.isEmpty() && maxPerSource == 0 && headerFrom.isEmpty();
  }

  /** Whether somebody at this address may connect. */
  public boolean allows(InetAddress peer) {
    return allowed.isEmpty() || Network.anyContains(allowed, peer);
  }

  /** Whether a connection from this address begins with a PROXY header. */
  public boolean awaitsHeader(InetAddress peer) {
    return Network.anyContains(headerFrom, peer);
  }
}

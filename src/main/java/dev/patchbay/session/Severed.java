package dev.patchbay.session;

import dev.patchbay.topology.Node;
import java.util.Optional;

/**
 * What is left of a session that is cut: its node's end is reset, and it is out of the register.
 * {@link #close} must follow before the loop does anything else.
 *
 * @param client closes the client's end
 * @param node where it went to, if it ever did
 */
record Severed(SessionLoop home, Runnable client, Optional<Node> node, CloseReason why) {
  void close() {
    client.run();
    home.observer().closed(home.listener(), node, why);
  }
}

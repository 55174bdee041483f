package dev.patchbay.session;

import dev.patchbay.pump.PumpSocket;
import dev.patchbay.routing.Route;
import dev.patchbay.topology.Node;

/**
 * A client and an open connection to its node, which are to be joined.
 *
 * @param session what it is doing until then
 * @param route whose node it is
 * @param node where the connection leads
 */
record Reached(
    SessionLoop home, Session session, Client client, Route route, Node node, PumpSocket socket) {
  long begun() {
    return session.begun();
  }
}

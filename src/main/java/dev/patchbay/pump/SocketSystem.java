package dev.patchbay.pump;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Where sockets come from: Linux's own way of waiting for them, or the JDK's on other systems. */
interface SocketSystem {

  /**
   * Begins to connect, without waiting.
   *
   * @throws IOException if it has failed already
   */
  RawSocket connect(InetSocketAddress remote) throws IOException;

  /**
   * Listens.
   *
   * @param backlog connections that may wait to be accepted, at least 1
   * @throws IOException if the address cannot be bound
   */
  RawServer listen(InetSocketAddress local, int backlog) throws IOException;
}

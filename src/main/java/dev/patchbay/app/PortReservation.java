package dev.patchbay.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;

/**
 * Holds a port without listening at it: whoever connects is refused, and nobody else can have it
 * but one who asks with SO_REUSEADDR, which the system allows as long as neither listens. A socket
 * that is bound and neither listens nor connects does that on every system.
 */
final class PortReservation implements AutoCloseable {
  private final SocketChannel socket;

  private PortReservation(SocketChannel socket) {
    this.socket = socket;
  }

  /**
   * Reserves this port.
   *
   * @param key of the configuration, for the failure's text
   * @param what comes there, for the failure's text
   * @throws StartFailure if it is taken, or not to be had
   */
  static PortReservation of(String key, String host, int port, String what) throws StartFailure {
    try {
      return new PortReservation(bind(host, port));
    } catch (IOException e) {
      throw Binder.failure(key, host, port, what, e);
    }
  }

  private static SocketChannel bind(String host, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException("host name not found: " + host);
    }
    SocketChannel socket = SocketChannel.open(family(address.getAddress()));
    try {
      // As the listener that follows: connections that ended lately do not hold the port.
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return socket.bind(address);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static StandardProtocolFamily family(InetAddress address) {
    return address instanceof java.net.Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  /** Gives the port up. From any thread. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Whoever binds the port next says what is wrong with it.
    }
  }
}

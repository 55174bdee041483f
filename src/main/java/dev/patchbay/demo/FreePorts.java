package dev.patchbay.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Finds ports of the loopback address that nobody listens on. */
final class FreePorts {

  private FreePorts() {}

  /**
   * So many different ports. Nothing keeps another program from taking one before it is used; then
   * the proxy says so at its start.
   *
   * @throws IOException if the system gives no more ports
   */
  static List<Integer> find(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      while (held.size() < count) {
        held.add(new ServerSocket(0, 1, InetAddress.getByName(DemoCluster.HOST)));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}

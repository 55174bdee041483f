package dev.patchbay.network;

import java.io.IOException;
import java.net.Socket;
import java.util.List;

/** The packets of one connection, both ways, which the router swallows while this lasts. */
record Loss(String router, List<String> rules) implements AutoCloseable {

  /** Begins. The socket is an end of that connection. */
  static Loss of(String router, Socket socket) throws IOException, InterruptedException {
    String here = socket.getLocalAddress().getHostAddress();
    String there = socket.getInetAddress().getHostAddress();
    Loss loss =
        new Loss(
            router,
            List.of(
                rule(here, socket.getLocalPort(), there, socket.getPort()),
                rule(there, socket.getPort(), here, socket.getLocalPort())));
    for (String rule : loss.rules) {
      TestNetwork.run("ip -n " + router + " rule add " + rule);
    }
    return loss;
  }

  private static String rule(String from, int fromPort, String to, int toPort) {
    return "pref 10 from %s to %s ipproto tcp sport %d dport %d blackhole"
        .formatted(from, to, fromPort, toPort);
  }

  /** The network is good again. */
  @Override
  public void close() throws IOException, InterruptedException {
    for (String rule : rules) {
      TestNetwork.run("ip -n " + router + " rule del " + rule);
    }
  }
}

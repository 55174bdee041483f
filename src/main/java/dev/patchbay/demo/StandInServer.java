package dev.patchbay.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/**
 * A server on 127.0.0.1 that MySQL clients take for one of theirs. It lets everybody in, keeps no
 * data, and answers each SELECT with the name of the node that it stands for.
 */
final class StandInServer {
  private static final int MAX_CONNECTIONS = 5000;
  private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Commands commands;
  private final long loginTimeoutMillis;
  private final int maxConnections;
  private final SecureRandom random = new SecureRandom();
  private final NetServer server;
  // Both are touched on the server's event loop only.
  private int lastConnectionId;
  private int open;

  private StandInServer(Vertx vertx, Commands commands, Duration loginTimeout, int maxConnections) {
    this.vertx = vertx;
    this.commands = commands;
    this.loginTimeoutMillis = loginTimeout.toMillis();
    this.maxConnections = maxConnections;
    this.server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true));
  }

  /**
   * Listens on a free port.
   *
   * @param index the node's place in the cluster, from 0
   */
  static Future<StandInServer> start(Vertx vertx, String node, int index) {
    return start(vertx, node, index, LOGIN_TIMEOUT, MAX_CONNECTIONS);
  }

  static Future<StandInServer> start(
      Vertx vertx, String node, int index, Duration loginTimeout, int maxConnections) {
    Commands commands = new Commands(new QueryAnswers(node, index));
    StandInServer made = new StandInServer(vertx, commands, loginTimeout, maxConnections);
    return made.server
        .connectHandler(made::onConnect)
        .listen(0, DemoCluster.HOST)
        .map(listening -> made);
  }

  int port() {
    return server.actualPort();
  }

  /** Closes the port and every connection. */
  Future<Void> stop() {
    return server.close();
  }

  private void onConnect(NetSocket socket) {
    Session session = new Session(++lastConnectionId, "", Optional.empty());
    StandInConnection connection =
        new StandInConnection(vertx, socket, commands, session, newChallenge());
    if (open >= maxConnections) {
      connection.refuse(new Answer.Failure(1040, "08004", "Too many connections"));
      return;
    }
    open++;
    connection.serve(loginTimeoutMillis, () -> open--);
  }

  private byte[] newChallenge() {
    byte[] challenge = new byte[Greeting.CHALLENGE_LENGTH];
    for (int i = 0; i < challenge.length; i++) {
      challenge[i] = (byte) (33 + random.nextInt(94));
    }
    return challenge;
  }
}

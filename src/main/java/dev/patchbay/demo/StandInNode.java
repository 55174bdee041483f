package dev.patchbay.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** One node of the demo cluster: a server that says who it is, and its health agent. */
public final class StandInNode {
  private final String name;
  private final StandInServer server;
  private final StandInAgent agent;

  private StandInNode(String name, StandInServer server, StandInAgent agent) {
    this.name = name;
    this.server = server;
    this.agent = agent;
  }

  static Future<StandInNode> start(Vertx vertx, int index) {
    String name = "node-" + index;
    return StandInServer.start(vertx, name, index)
        .compose(
            server ->
                StandInAgent.start(vertx, name, index)
                    .map(agent -> new StandInNode(name, server, agent))
                    .recover(
                        failure -> server.stop().transform(x -> Future.failedFuture(failure))));
  }

  /** {@code node-0} and so on; what the node's server answers to a SELECT. */
  public String name() {
    return name;
  }

  /** The port of the node's MySQL server, on {@link DemoCluster#HOST}. */
  public int port() {
    return server.port();
  }

  /** The port of the node's health agent, on {@link DemoCluster#HOST}. */
  public int agentPort() {
    return agent.port();
  }

  /** The agent answers 503 from now on; the server still takes clients. From any thread. */
  public void sick() {
    agent.become(AgentState.SICK);
  }

  /** The agent answers 200 from now on. From any thread. */
  public void well() {
    agent.become(AgentState.WELL);
  }

  /** The agent answers nothing from now on. From any thread. */
  public void hang() {
    agent.become(AgentState.HANGING);
  }

  Future<Void> stop() {
    return Future.join(server.stop(), agent.stop()).mapEmpty();
  }
}

package dev.patchbay.endurance;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.JarProxy.NodePorts;
import dev.patchbay.testing.ScriptedNode;
import dev.patchbay.testing.StreamingAgent;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/**
 * A node of the churn and its agent.
 *
 * @param health takes what the agent says from now on
 */
record StandIn(NodePorts ports, ScriptedNode node, Consumer<Boolean> health) {

  /** One whose agent speaks first. */
  static StandIn streaming(String name, EventLoopGroup loops, Vertx vertx) throws Exception {
    ScriptedNode node = new ScriptedNode(loops);
    StreamingAgent agent = new StreamingAgent(vertx);
    return new StandIn(
        new NodePorts(name, node.port(), agent.port()),
        node,
        healthy -> {
          agent.healthy(healthy);
          agent.say(healthy, healthy ? "all is well" : "it is made to say so");
        });
  }

  /** One whose agent is asked. */
  static StandIn asked(String name, int index, EventLoopGroup loops, Vertx vertx) throws Exception {
    ScriptedNode node = new ScriptedNode(loops);
    FakeAgent agent = new FakeAgent(vertx, index);
    return new StandIn(
        new NodePorts(name, node.port(), agent.port()),
        node,
        healthy -> {
          if (healthy) {
            agent.well();
          } else {
            agent.sick();
          }
        });
  }
}

package dev.patchbay.hostile;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.JarProxy;
import dev.patchbay.testing.JarProxy.NodePorts;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.ScriptedNode;
import dev.patchbay.testing.TestPorts;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A proxy of the built jar and an agent of it, each a process of its own, before two stand-in
 * nodes. Who attacks comes from {@link #STRANGER}, who does not from 127.0.0.1.
 */
final class Bed implements AutoCloseable {
  /** The address of whoever attacks. */
  static final String STRANGER = "127.0.0.3";

  final Vertx vertx = Vertx.vertx();
  final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  final List<ScriptedNode> nodes;
  final JarProxy proxy;

  /** It has no database, and says so. */
  final PatchbayProcess agent;

  final int agentPort;

  /**
   * Starts all.
   *
   * @param directory for the proxy's configuration
   */
  Bed(Path directory) throws Exception {
    nodes = List.of(new ScriptedNode(loops), new ScriptedNode(loops));
    List<Integer> ports = TestPorts.find(2);
    agentPort = ports.get(0);
    ProcessBuilder builder =
        new ProcessBuilder(
            "./patchbay", "agent", "--port=" + agentPort, "--mysql-port=" + ports.get(1));
    builder.environment().put("MYSQL_PASSWORD", "p");
    proxy =
        JarProxy.start(
            List.of(
                new NodePorts("a", nodes.get(0).port(), new FakeAgent(vertx, 0).port()),
                new NodePorts("b", nodes.get(1).port(), new FakeAgent(vertx, 1).port())),
            directory,
            "");
    agent = PatchbayProcess.of(builder.start());
    agent.awaitLine("listening");
  }

  /** Where sessions come in. */
  List<Integer> mysqlPorts() {
    return List.of(proxy.mysqlPort(), proxy.inactivePort(), proxy.awarePort());
  }

  /** Where HTTP is spoken; the agent's the last. */
  List<Integer> httpPorts() {
    return List.of(
        proxy.apiPort(),
        proxy.springboardPort(),
        proxy.healthPort(),
        proxy.metricsPort(),
        agentPort);
  }

  @Override
  public void close() throws Exception {
    proxy.close();
    agent.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    vertx.close().await(30, TimeUnit.SECONDS);
  }
}

package dev.patchbay.cli;

import dev.patchbay.demo.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetServer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/**
 * {@code patchbay training-run}: the proxy's whole life in a few seconds, before stand-ins on the
 * loopback address. The launcher runs it to have the JVM note which classes a start needs; nobody
 * else has a use for it, so the help does not name it.
 */
@Command(name = "training-run", hidden = true)
final class TrainingCommand implements Callable<Integer> {
  private static final String HOST = "127.0.0.1";
  private static final int START_SECONDS = 10;

  private volatile boolean healthy = true;

  /** Exit code 0 if the proxy did all that it was put to, 1 if not. */
  @Override
  public Integer call() throws Exception {
    Vertx vertx = Vertx.vertx();
    NetServer node =
        await(
            vertx
                .createNetServer()
                .connectHandler(socket -> socket.handler(socket::write))
                .listen(0, HOST));
    HttpServer agent =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> request.response().setStatusCode(healthy ? 200 : 503).end(ANSWER))
                .listen(0, HOST));
    List<Integer> ports = FreePorts.find(4);
    TrainingLoad load = new TrainingLoad(HOST, ports.get(0), ports.get(1), () -> healthy = false);
    Thread loader = new Thread(load::runThenStop, "training-load");
    loader.setDaemon(true);
    loader.start();
    int exitCode = Main.execute("-config", config(ports, node.actualPort(), agent.actualPort()));
    // The exit writes the archive, which takes its time.
    RunningProxy.processGoesOn();
    await(vertx.close());
    return exitCode == 0 && load.succeeded() ? 0 : 1;
  }

  private static final String ANSWER =
      """
      {"wsrep_local_state":4,"wsrep_local_state_comment":"Synced","wsrep_local_index":0,\
      "healthy":true}""";

  private static String config(List<Integer> ports, int nodePort, int agentPort) {
    return """
        BindAddress: 127.0.0.1
        HealthPort: %d
        API:
          Port: %d
          AggregatorPort: %d
          Username: training
          Password: training
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 5000
          HealthcheckIntervalMillis: 100
          Backends:
          - Name: node/0
            Host: 127.0.0.1
            Port: %d
            StatusPort: %d
            StatusEndpoint: api/v1/status
        """
        .formatted(ports.get(3), ports.get(1), ports.get(2), ports.get(0), nodePort, agentPort);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(START_SECONDS, TimeUnit.SECONDS);
  }
}

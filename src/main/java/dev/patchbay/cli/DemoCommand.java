package dev.patchbay.cli;

import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.demo.DemoCluster;
import dev.patchbay.demo.DemoConfig;
import dev.patchbay.demo.DemoGuide;
import dev.patchbay.logging.Printing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code patchbay demo}: a cluster of stand-ins, the real proxy before it, and what to try. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Try the proxy without a database.",
      "",
      "Starts three stand-ins for the nodes of a Galera cluster and the real proxy in front of"
          + " them, all in this process and on free ports of 127.0.0.1. A stand-in speaks enough"
          + " of the MySQL protocol to say which node it is; its health agent can be told to be"
          + " sick and well again. Prints the commands to try, then runs until Ctrl-C.",
    },
    footer = {
      "",
      "Needs no configuration, writes no file. Any MySQL client will do to look at it."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int NODES = 3;
  private static final int STOP_SECONDS = 10;

  private final ProxyStarter starter;

  @Spec private CommandSpec spec;

  @Option(
      names = "--password",
      paramLabel = "TEXT",
      description = "Password of the user demo of API and dashboard (default: a random one).")
  private String password;

  /**
   * @param starter starts the real proxy before the stand-ins
   */
  public DemoCommand(ProxyStarter starter) {
    this.starter = starter;
  }

  /** Runs until the proxy ends. Exit code 0; an exception if something cannot be started. */
  @Override
  public Integer call() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      DemoCluster cluster = await(DemoCluster.start(vertx, NODES));
      PatchbayConfig config = DemoConfig.inFrontOf(cluster, chosenPassword());
      try (ProxyStarter.Running proxy = starter.start(config)) {
        Printing.patiently(() -> print(DemoGuide.text(config)));
        proxy.awaitEnd();
      }
      return 0;
    } finally {
      await(vertx.close());
    }
  }

  private void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
  }

  private String chosenPassword() {
    return password == null ? DemoConfig.randomPassword() : password;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
  }
}

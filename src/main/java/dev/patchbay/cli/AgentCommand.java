package dev.patchbay.cli;

import dev.patchbay.agent.AgentConfig;
import dev.patchbay.agent.AgentServer;
import dev.patchbay.telemetry.logging.LogSetup;
import dev.patchbay.telemetry.logging.Printing;
import dev.patchbay.text.HostPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code patchbay agent}: serves a node's health until it is told to stop. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 1,
    sortOptions = false,
    description = {
      "The health agent for a database node that has no galera-agent.",
      "",
      "It asks the local database server for its Galera state and answers over",
      "HTTP:",
      "  /api/v1/status  the state as JSON, for Patchbay; always 200",
      "  /               200 when the node is healthy, else 503, and the",
      "                  reason; for other load balancers",
      "",
      "A node is healthy when it is synced, ready, in the primary component,",
      "writable, and not in Percona XtraDB Cluster's maintenance mode.",
      ""
    },
    footer = {
      "",
      "The password comes from --mysql-password-file or the variable",
      "MYSQL_PASSWORD, never from an option. An account for the agent:",
      "  CREATE USER 'galera-agent'@'localhost' IDENTIFIED BY '...';",
      "",
      "SIGTERM or SIGINT ends it. Exit codes: 0 ended cleanly, 1 faulty options or",
      "an address that is taken."
    })
public final class AgentCommand implements Callable<Integer> {

  private static final long STOP_MILLIS = 450;

  @Mixin private AgentOptions options;
  @Mixin private LogFlags logFlags;
  @Spec private CommandSpec spec;

  /** Runs until the process is told to stop. Returns 1 if it could not start. */
  @Override
  public Integer call() throws InterruptedException {
    List<String> faults = new ArrayList<>();
    AgentConfig config = options.read(System.getenv(), faults);
    if (!faults.isEmpty()) {
      complain(String.join(System.lineSeparator() + "patchbay agent: ", faults));
      return 1;
    }
    try {
      LogSetup.apply(logFlags.options());
    } catch (IllegalArgumentException e) {
      complain(e.getMessage());
      return 1;
    }
    Vertx vertx = vertx();
    AgentServer server = new AgentServer(vertx, config);
    Thread stopper = new Thread(() -> stop(server, vertx), "agent-stop");
    // Before the port opens: from then on a signal is to end it cleanly.
    Runtime.getRuntime().addShutdownHook(stopper);
    Signals.ignoreUser1();
    try {
      server.start().await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      return failed(startFailure(config, e), vertx, stopper);
    }
    new CountDownLatch(1).await();
    return 0;
  }

  private int failed(String reason, Vertx vertx, Thread stopper) {
    try {
      Runtime.getRuntime().removeShutdownHook(stopper);
    } catch (IllegalStateException e) {
      // A signal was faster, and ends the process.
    }
    complain(reason);
    quietly(vertx.close());
    return 1;
  }

  /** A JVM that a signal ends reports 143 or 130, which service managers take for a failure. */
  private static void stop(AgentServer server, Vertx vertx) {
    // One that is still starting has nobody to say goodbye to, and would call its end a fault.
    if (server.isStarted()) {
      quietly(server.stop());
      quietly(vertx.close());
    }
    LogSetup.stop();
    Runtime.getRuntime().halt(0);
  }

  private static void quietly(Future<?> ending) {
    try {
      ending.await(STOP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RuntimeException e) {
      // the process ends now in any case
    }
  }

  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setEventLoopPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  private static String startFailure(AgentConfig config, Exception failure) {
    String address = HostPort.of(config.bind(), config.port()) + " (--bind, --port)";
    String certificate =
        config
            .tls()
            .map(pem -> " with --tls-cert " + pem.certificate() + " and --tls-key " + pem.key())
            .orElse("");
    return "cannot listen on " + address + certificate + ": " + failure.getMessage();
  }

  private void complain(String fault) {
    Printing.patiently(() -> spec.commandLine().getErr().println("patchbay agent: " + fault));
  }
}

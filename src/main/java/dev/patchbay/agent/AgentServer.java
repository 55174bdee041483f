package dev.patchbay.agent;

import dev.patchbay.text.HostPort;
import dev.patchbay.text.RateLimit;
import dev.patchbay.web.WebLimits;
import dev.patchbay.web.WebServer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health agent of one database node: HTTP in front, one database connection behind. It runs as
 * one verticle, so everything in it happens on one event loop.
 */
public final class AgentServer {

  private static final Logger LOG = LoggerFactory.getLogger("agent");
  private static final int MOST_CONNECTIONS = 500;
  private static final int IDLE_SECONDS = 30;

  private final Vertx vertx;
  private final AgentConfig config;
  private final WebLimits limits;
  private final RateLimit rateLimit = new RateLimit(System::nanoTime);
  private volatile String deployment;
  private volatile int port;

  /** Not listening yet; how many may connect goes by this process' memory. */
  public AgentServer(Vertx vertx, AgentConfig config) {
    this(vertx, config, WebLimits.of(mostConnections()));
  }

  AgentServer(Vertx vertx, AgentConfig config, WebLimits limits) {
    this.vertx = vertx;
    this.config = config;
    this.limits = limits;
  }

  /**
   * Takes a first look, good or bad, and starts to listen: after the timeout at the latest. Fails
   * when the address is taken or the certificate and key cannot be used; nothing is left listening
   * then.
   */
  public Future<Void> start() {
    return vertx.deployVerticle(new Agent()).onSuccess(id -> deployment = id).mapEmpty();
  }

  /** Stops listening and closes every connection at once. Nothing to do before a good start. */
  public Future<Void> stop() {
    String started = deployment;
    return started == null ? Future.succeededFuture() : vertx.undeploy(started);
  }

  /** Whether a start has succeeded. Any thread. */
  public boolean isStarted() {
    return deployment != null;
  }

  /** The port it listens on; 0 before it does. Any thread. */
  public int port() {
    return port;
  }

  private static int mostConnections() {
    long heap = Runtime.getRuntime().maxMemory();
    return Math.min(MOST_CONNECTIONS, WebLimits.connectionsThatFit(heap, 1));
  }

  private HttpServerOptions httpOptions() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.bind())
            .setPort(config.port())
            .setMaxInitialLineLength(2048)
            .setMaxHeaderSize(8192)
            .setIdleTimeout(IDLE_SECONDS);
    config
        .tls()
        .ifPresent(
            pem ->
                options
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .setCertPath(pem.certificate().toString())
                            .setKeyPath(pem.key().toString())));
    return options;
  }

  private final class Agent extends VerticleBase {
    private DatabaseReader reader;
    private NodeCheck check;
    private Pulse pulse;

    @Override
    public Future<?> start() {
      reader = new DatabaseReader(context, config.login(), config.timeout());
      // The first look of a process loads many classes and may be late for that alone. Nobody
      // must take that for the node's fault, so it comes before the door opens and does not count.
      return reader.read().transform(firstLook -> listen());
    }

    private Future<WebServer> listen() {
      check = new NodeCheck(reader::read, config);
      HealthStream stream = new HealthStream(vertx);
      pulse = new Pulse(context, check, config, stream::report);
      stream.source(pulse::follow, pulse::unfollow);
      return new WebServer(vertx, httpOptions(), limits, this::full, new AgentHttp(pulse, stream))
          .listen()
          .onSuccess(this::listening);
    }

    @Override
    public Future<?> stop() {
      if (pulse != null) {
        check.close();
        pulse.close();
      }
      return reader.close();
    }

    private void full() {
      rateLimit
          .admit("connections", "full")
          .ifPresent(
              suppressed ->
                  LOG.atInfo()
                      .addKeyValue("limit", limits.connections())
                      .addKeyValue("suppressed", suppressed)
                      .log("closed the oldest idle connection to let in a new one"));
    }

    private void listening(WebServer server) {
      port = server.port();
      LOG.atInfo()
          .addKeyValue("address", HostPort.of(config.bind(), port))
          .addKeyValue("tls", config.tls().isPresent())
          .addKeyValue("database", config.login().address())
          .addKeyValue("user", config.login().user())
          .log("agent listening");
    }
  }
}

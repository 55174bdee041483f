package dev.patchbay.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * The health agent beside a stand-in, on a port of 127.0.0.1. It says what it was last told to say:
 * by {@code POST /sick}, {@code /well} or {@code /hang}, or by {@link #become}.
 */
final class StandInAgent {
  /** Path of the health endpoint. */
  static final String STATUS_PATH = "/api/v1/status";

  private static final HttpServerOptions OPTIONS =
      new HttpServerOptions()
          .setMaxInitialLineLength(1024)
          .setMaxHeaderSize(8 * 1024)
          .setIdleTimeout(30); // seconds; also ends the requests that a hanging agent holds

  private final String node;
  private final int index;
  private final HttpServer server;
  private volatile AgentState state = AgentState.WELL;

  private StandInAgent(Vertx vertx, String node, int index) {
    this.node = node;
    this.index = index;
    this.server = vertx.createHttpServer(OPTIONS);
  }

  /**
   * Listens on a free port; the node is well.
   *
   * @param index the node's place in the cluster, from 0: its {@code wsrep_local_index}
   */
  static Future<StandInAgent> start(Vertx vertx, String node, int index) {
    StandInAgent made = new StandInAgent(vertx, node, index);
    return made.server
        .requestHandler(made::onRequest)
        .listen(0, DemoCluster.HOST)
        .map(listening -> made);
  }

  int port() {
    return server.actualPort();
  }

  AgentState state() {
    return state;
  }

  /** Changes what the agent says, from its next request on. From any thread. */
  void become(AgentState next) {
    state = next;
  }

  Future<Void> stop() {
    return server.close();
  }

  private void onRequest(HttpServerRequest request) {
    switch (request.path()) {
      case STATUS_PATH -> onStatus(request);
      case "/" -> onIndex(request);
      case "/sick" -> onChange(request, AgentState.SICK);
      case "/well" -> onChange(request, AgentState.WELL);
      case "/hang" -> onChange(request, AgentState.HANGING);
      default -> text(request.response().setStatusCode(404), "No such page.\n" + commands());
    }
  }

  private void onStatus(HttpServerRequest request) {
    if (isNot(HttpMethod.GET, request)) {
      return;
    }
    AgentState now = state;
    if (now == AgentState.HANGING) {
      return;
    }
    request
        .response()
        .setStatusCode(now.status())
        .putHeader("Content-Type", "application/json")
        .end(now.json(index));
  }

  private void onIndex(HttpServerRequest request) {
    if (!isNot(HttpMethod.GET, request)) {
      text(request.response(), node + " is " + state.word() + ".\n" + commands());
    }
  }

  private void onChange(HttpServerRequest request, AgentState next) {
    if (!isNot(HttpMethod.POST, request)) {
      become(next);
      String undo = next == AgentState.WELL ? "" : "To undo:\n" + command("well");
      text(request.response(), node + " is " + next.word() + " now.\n" + undo);
    }
  }

  private static boolean isNot(HttpMethod allowed, HttpServerRequest request) {
    if (request.method().equals(allowed)) {
      return false;
    }
    HttpServerResponse response = request.response().setStatusCode(405);
    text(response.putHeader("Allow", allowed.name()), "Only " + allowed + " is answered here.\n");
    return true;
  }

  private String commands() {
    return command("sick") + command("hang") + command("well");
  }

  private String command(String what) {
    return "  curl -X POST http://" + DemoCluster.HOST + ":" + port() + "/" + what + "\n";
  }

  private static void text(HttpServerResponse response, String text) {
    response.putHeader("Content-Type", "text/plain; charset=utf-8").end(text);
  }
}

package dev.patchbay.health;

import dev.patchbay.text.HostPort;
import dev.patchbay.topology.Node;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** One question to an agent, on a connection to it, and the answer. */
final class AgentQuestion {
  private final HttpClientConnection on;
  private final Node node;

  AgentQuestion(HttpClientConnection on, Node node) {
    this.on = on;
    this.node = node;
  }

  /**
   * Asks.
   *
   * @param ended told when the answer has been read to its end, so that the connection may carry
   *     another question; before the verdict is given
   * @return fails if no answer comes
   */
  Future<Verdict> ask(Runnable ended) {
    RequestOptions request =
        new RequestOptions().setMethod(HttpMethod.GET).setURI(node.statusEndpoint());
    if (HostPort.isIpv6(node.host())) {
      request.putHeader("Host", HostPort.of(node.host(), on.remoteAddress().port()));
    }
    // In a step, so that whatever is thrown is a failure like any other.
    return Future.succeededFuture()
        .compose(v -> on.request(request))
        .compose(HttpClientRequest::send)
        .compose(response -> read(response, ended));
  }

  private static Future<Verdict> read(HttpClientResponse response, Runnable ended) {
    Promise<Boolean> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        part -> {
          int room = AgentAnswer.MAX_BODY_BYTES - body.length();
          body.appendBuffer(part, 0, Math.min(room, part.length()));
          if (part.length() > room) {
            whole.tryComplete(false);
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(
        v -> {
          ended.run();
          whole.tryComplete(true);
        });
    String encoding = response.getHeader(HttpHeaders.CONTENT_ENCODING);
    return whole.future().map(all -> AgentAnswer.read(response.statusCode(), encoding, body, all));
  }
}

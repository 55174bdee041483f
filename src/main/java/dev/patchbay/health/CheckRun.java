package dev.patchbay.health;

import dev.patchbay.cluster.Backend;
import dev.patchbay.cluster.CheckResult;
import dev.patchbay.cluster.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;

/**
 * One check of one node: on the kept connection if there is one, else on a new one. A kept
 * connection may have been closed by the agent in the meantime; that says nothing of the node, so
 * then a new one is tried. When the verdict is given, whatever is still under way is closed.
 */
final class CheckRun {
  private final HttpClientAgent client;
  private final AgentAddresses addresses;
  private final Backend backend;
  private final Promise<Verdict> verdict = Promise.promise();
  private HttpClientConnection connection;
  private HttpClientConnection reusable;
  private boolean answered;

  CheckRun(
      HttpClientAgent client,
      AgentAddresses addresses,
      Backend backend,
      Optional<HttpClientConnection> kept) {
    this.client = client;
    this.addresses = addresses;
    this.backend = backend;
    kept.ifPresentOrElse(
        c -> ask(c, true).onFailure(cause -> unansweredOnKept(cause)), this::connectFirst);
  }

  Future<Verdict> verdict() {
    return verdict.future();
  }

  /** The connection on which the answer came, if it can carry another question. */
  Optional<HttpClientConnection> reusable() {
    return Optional.ofNullable(reusable);
  }

  /** The time is over. */
  void giveUp(int timeoutMillis) {
    give(Verdict.failed(CheckResult.TIMEOUT, "no answer within " + timeoutMillis + " ms"));
  }

  private void unansweredOnKept(Throwable cause) {
    if (answered) {
      give(Causes.verdict(cause));
    } else {
      connectFirst();
    }
  }

  private void connectFirst() {
    connect(addresses.first(backend), true).onFailure(this::firstFailed);
  }

  /**
   * An agent that shows a certificate has been moved to TLS; if it is a wrong one, that decides.
   */
  private void firstFailed(Throwable cause) {
    Optional<HttpConnectOptions> second = addresses.second(backend);
    if (second.isPresent() && Causes.certificateFault(cause).isEmpty()) {
      connectSecond(second.get(), cause);
    } else {
      give(Causes.verdict(cause));
    }
  }

  private void connectSecond(HttpConnectOptions second, Throwable firstCause) {
    connect(second, false)
        .onFailure(
            cause ->
                give(
                    Verdict.failed(
                        Causes.result(firstCause),
                        Causes.text(firstCause) + "; without TLS: " + Causes.text(cause))));
  }

  /** Fails only if there is no connection; what happens on it is a verdict. */
  private Future<Void> connect(HttpConnectOptions options, boolean keep) {
    if (verdict.future().isComplete()) {
      return Future.succeededFuture();
    }
    return client
        .connect(options)
        .map(
            c -> {
              ask(c, keep).onFailure(cause -> give(Causes.verdict(cause)));
              return null;
            });
  }

  private Future<Void> ask(HttpClientConnection on, boolean keep) {
    connection = on;
    // What fails on a connection is part of a verdict; Vert.x would log it at every check as well.
    on.exceptionHandler(e -> {});
    if (verdict.future().isComplete()) {
      return on.close();
    }
    RequestOptions request =
        new RequestOptions().setMethod(HttpMethod.GET).setURI(backend.statusEndpoint());
    if (backend.host().indexOf(':') >= 0) {
      request.putHeader("Host", "[" + backend.host() + "]:" + on.remoteAddress().port());
    }
    return on.request(request)
        .compose(HttpClientRequest::send)
        .compose(response -> read(response, on, keep));
  }

  private Future<Void> read(HttpClientResponse response, HttpClientConnection on, boolean keep) {
    answered = true;
    Promise<Void> end = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        part -> {
          int room = AgentAnswer.MAX_BODY_BYTES - body.length();
          body.appendBuffer(part, 0, Math.min(room, part.length()));
          if (part.length() > room) {
            end.tryComplete();
          }
        });
    response.exceptionHandler(end::tryFail);
    response.endHandler(
        v -> {
          reusable = keep && !verdict.future().isComplete() ? on : null;
          end.tryComplete();
        });
    return end.future().onSuccess(v -> give(AgentAnswer.read(response.statusCode(), body)));
  }

  private void give(Verdict found) {
    if (verdict.tryComplete(found) && connection != null && reusable == null) {
      connection.close();
    }
  }
}

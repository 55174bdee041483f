package dev.patchbay.peers;

import dev.patchbay.config.ProxyUri.Address;
import dev.patchbay.health.Causes;
import dev.patchbay.peers.PeerClient.Asking;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;

/**
 * Asks one peer once: two questions, one time limit. When it ends, nothing of it is left open. On
 * one event loop.
 */
final class PeerPoll {
  static final int MAX_BODY_BYTES = 64 * 1024;

  /**
   * @param instance the id of the process that answered; empty text if it gave none
   */
  record Result(PeerFacts facts, String instance) {}

  private record Answer(Buffer body, String instance) {}

  private final HttpClient client;
  private final Address address;
  private final Asking asking;
  private final Promise<Result> result = Promise.promise();
  private HttpClientRequest request;

  private PeerPoll(HttpClient client, Address address, Asking asking) {
    this.client = client;
    this.address = address;
    this.asking = asking;
  }

  /**
   * Asks. On the loop that the answer is wanted on.
   *
   * @return fails with a message for people
   */
  static Future<Result> ask(
      Vertx vertx, HttpClient client, Address address, Asking asking, int timeoutMillis) {
    PeerPoll poll = new PeerPoll(client, address, asking);
    long timer =
        vertx.setTimer(
            timeoutMillis,
            t -> poll.end(new PeerFault("no answer within " + timeoutMillis + " ms")));
    poll.run();
    return poll.result.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private void run() {
    // In a step, so that an address that the client cannot take is a failure like any other.
    Future.succeededFuture()
        .compose(v -> get("/v0/cluster"))
        .compose(cluster -> get("/v0/backends").map(backends -> facts(cluster, backends)))
        .onSuccess(result::tryComplete)
        .onFailure(this::end);
  }

  private static Result facts(Answer cluster, Answer backends) {
    try {
      return new Result(PeerAnswer.read(cluster.body(), backends.body()), backends.instance());
    } catch (PeerFault e) {
      throw new IllegalStateException(e);
    }
  }

  private void end(Throwable cause) {
    if (result.tryFail(fault(cause)) && request != null) {
      request.reset();
    }
  }

  private static PeerFault fault(Throwable cause) {
    if (cause instanceof PeerFault fault) {
      return fault;
    }
    return cause.getCause() instanceof PeerFault fault ? fault : new PeerFault(Causes.text(cause));
  }

  private Future<Answer> get(String path) {
    return client.request(asking.question(address, path, "application/json")).compose(this::send);
  }

  private Future<Answer> send(HttpClientRequest next) {
    request = next;
    // A reset is told to whoever asked for it, and to the log if nobody listens.
    next.exceptionHandler(e -> {});
    if (result.future().isComplete()) {
      next.reset();
      return Future.failedFuture("given up");
    }
    return next.send().compose(this::read);
  }

  private Future<Answer> read(HttpClientResponse response) {
    response.exceptionHandler(e -> {});
    try {
      PeerAnswer.check(response);
    } catch (PeerFault e) {
      return Future.failedFuture(e);
    }
    Promise<Answer> read = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        part -> {
          if (body.length() + part.length() > MAX_BODY_BYTES) {
            read.tryFail(new PeerFault("200, but longer than " + MAX_BODY_BYTES + " bytes"));
          } else {
            body.appendBuffer(part);
          }
        });
    response.exceptionHandler(read::tryFail);
    String instance = response.getHeader(PeerWatch.INSTANCE_HEADER);
    response.endHandler(v -> read.tryComplete(new Answer(body, instance == null ? "" : instance)));
    return read.future();
  }
}

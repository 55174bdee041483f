package dev.patchbay.peers;

import dev.patchbay.config.ProxyUri.Address;
import dev.patchbay.health.Causes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

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
  private final String authorization;
  private final Promise<Result> result = Promise.promise();
  private HttpClientRequest request;

  private PeerPoll(HttpClient client, Address address, String authorization) {
    this.client = client;
    this.address = address;
    this.authorization = authorization;
  }

  /**
   * Asks. On the loop that the answer is wanted on.
   *
   * @param authorization the header's value
   * @return fails with a message for people
   */
  static Future<Result> ask(
      Vertx vertx, HttpClient client, Address address, String authorization, int timeoutMillis) {
    PeerPoll poll = new PeerPoll(client, address, authorization);
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
    return client
        .request(question(address, authorization, path, "application/json"))
        .compose(this::send);
  }

  /** A question to another proxy. */
  static RequestOptions question(
      Address address, String authorization, String path, String accept) {
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setSsl(address.https())
        .setHost(address.host())
        .setPort(address.port())
        .setURI(path)
        .setFollowRedirects(false)
        .putHeader("Authorization", authorization)
        // Who is asked directly has no load balancer in front that would say so.
        .putHeader("X-Forwarded-Proto", "https")
        .putHeader("Accept", accept);
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

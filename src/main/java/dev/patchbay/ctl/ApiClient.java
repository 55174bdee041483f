package dev.patchbay.ctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks the API of one proxy. Blocks; from one thread. */
final class ApiClient {
  /** A thousand sessions or events are below one of these. */
  static final int MAX_BYTES = 4 << 20;

  private final Access access;
  private final Duration timeout;
  private final Judgement judgement;

  /**
   * @param timeout for each whole exchange, connecting included
   */
  ApiClient(Access access, Duration timeout) {
    this.access = access;
    this.timeout = timeout;
    this.judgement = new Judgement(access);
  }

  Endpoint endpoint() {
    return access.endpoint();
  }

  /** The same, for those who have no more time than this for a whole exchange. */
  ApiClient within(Duration most) {
    return most.compareTo(timeout) < 0 ? new ApiClient(access, most) : this;
  }

  Answer get(String path) throws CtlException {
    return done(Request.get(path));
  }

  /**
   * Asks once, and never again by itself.
   *
   * @throws CtlException if it was not done
   */
  Answer done(Request request) throws CtlException {
    Answer answer = ask(request);
    if (answer.status() >= 300) {
      throw CtlException.refused("refused, with status " + answer.status());
    }
    return answer;
  }

  /**
   * The same, but a refusal in JSON is an answer.
   *
   * @throws CtlException for a refusal in words, and where there was no answer
   */
  Answer ask(Request request) throws CtlException {
    HttpExchange exchange = exchange();
    try (exchange;
        Deadline deadline = new Deadline(exchange, timeout)) {
      try {
        HttpHead head =
            exchange.ask(
                request.method(), request.path(), headers(request), request.body(), timeout);
        byte[] body = exchange.body(head).readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
          throw judgement.tooLarge(MAX_BYTES);
        }
        return judgement.of(request, head, new String(body, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw judgement.failed(request, exchange.sent(), deadline.passed(), e);
      }
    } catch (IOException e) {
      throw judgement.failed(request, true, false, e);
    }
  }

  /**
   * Begins a stream of events; the caller closes it.
   *
   * @throws CtlException if it does not begin
   */
  EventStream stream(String path) throws CtlException {
    Request request = Request.get(path);
    HttpExchange exchange = exchange();
    boolean begun = false;
    try (Deadline deadline = new Deadline(exchange, timeout)) {
      HttpHead head = exchange.ask("GET", path, headers(request), "", timeout);
      if (head.status() != 200
          || !head.header("content-type").orElse("").startsWith("text/event-stream")) {
        byte[] body = exchange.body(head).readNBytes(MAX_BYTES);
        judgement.of(request, head, new String(body, StandardCharsets.UTF_8));
        throw CtlException.unreachable(endpoint() + " does not answer with a stream of events");
      }
      exchange.limitSilence(EventStream.LONGEST_SILENCE);
      begun = true;
      return new EventStream(exchange, exchange.body(head));
    } catch (IOException e) {
      throw judgement.failed(request, exchange.sent(), false, e);
    } finally {
      if (!begun) {
        quietly(exchange);
      }
    }
  }

  private static void quietly(HttpExchange exchange) {
    try {
      exchange.close();
    } catch (IOException e) {
      // It has ended in any case.
    }
  }

  private HttpExchange exchange() {
    return new HttpExchange(access.place(), access.trust());
  }

  private Map<String, String> headers(Request request) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Authorization", access.credentials().header());
    headers.put("Accept", "application/json, text/event-stream;q=0.9, text/plain;q=0.5");
    headers.put("User-Agent", "patchbay-ctl");
    if (!request.type().isEmpty()) {
      headers.put("Content-Type", request.type());
    }
    // API.ForceHttps is about networks: nothing of this is sent over one in the clear.
    if (access.endpoint().https() || access.place().local()) {
      headers.put("X-Forwarded-Proto", "https");
    }
    return headers;
  }
}

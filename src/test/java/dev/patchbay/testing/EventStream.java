package dev.patchbay.testing;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A client of server-sent events that keeps what it is sent. */
public final class EventStream implements AutoCloseable {
  /**
   * One message.
   *
   * @param id empty text if it has none
   */
  public record Message(String event, String id, JsonObject data) {}

  private final HttpResponse<InputStream> response;
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final AtomicInteger comments = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String retry = "";

  private EventStream(HttpResponse<InputStream> response) {
    this.response = response;
    Thread reader = new Thread(this::read, "event-stream");
    reader.setDaemon(true);
    reader.start();
  }

  /** Opens a stream; the response may be a refusal. */
  public static EventStream open(HttpRequest request) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return new EventStream(client.send(request, HttpResponse.BodyHandlers.ofInputStream()));
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String event = "";
      String id = "";
      String data = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(":")) {
          comments.incrementAndGet();
        } else if (line.startsWith("retry: ")) {
          retry = line.substring("retry: ".length());
        } else if (line.startsWith("event: ")) {
          event = line.substring("event: ".length());
        } else if (line.startsWith("id: ")) {
          id = line.substring("id: ".length());
        } else if (line.startsWith("data: ")) {
          data = line.substring("data: ".length());
        } else if (line.isEmpty() && !data.isEmpty()) {
          messages.add(new Message(event, id, new JsonObject(data)));
          event = "";
          id = "";
          data = "";
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // The end, by whichever side.
    } finally {
      ended.countDown();
    }
  }

  public HttpResponse<InputStream> response() {
    return response;
  }

  /** The next message; fails if none comes. */
  public Message next() throws InterruptedException {
    Message next = messages.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no message within 20 s");
    }
    return next;
  }

  /** The next message of this event; those before it are skipped. */
  public Message next(String event) throws InterruptedException {
    Message next = next();
    while (!next.event().equals(event)) {
      next = next();
    }
    return next;
  }

  /** The messages that have come and were not taken yet. */
  public BlockingQueue<Message> messages() {
    return messages;
  }

  /** How many comments have come. */
  public int comments() {
    return comments.get();
  }

  /** How soon the server wants it to come back, in milliseconds. */
  public String retry() {
    return retry;
  }

  /** Waits for the server to end the stream; false if it does not within 20 s. */
  public boolean ends() throws InterruptedException {
    return ended.await(20, TimeUnit.SECONDS);
  }

  /** Whether the stream has ended. */
  public boolean hasEnded() {
    return ended.getCount() == 0;
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }
}

package dev.patchbay.endurance;

import dev.patchbay.testing.JarProxy;
import dev.patchbay.testing.WebClient;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Looks at each page of the web side once a second, and follows the stream for that long. */
final class WebGuests implements AutoCloseable {
  private static final List<String> PATHS =
      List.of("/", "/v0/nodes", "/v0/sessions", "/v0/events", "/v0/history", "/v0/backends");

  private final JarProxy proxy;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger unanswered = new AtomicInteger();

  WebGuests(JarProxy proxy) {
    this.proxy = proxy;
    timer.scheduleAtFixedRate(this::look, 1, 1, TimeUnit.SECONDS);
  }

  private void look() {
    try (WebClient api = WebClient.http(proxy.apiPort());
        WebClient others = WebClient.http(proxy.springboardPort());
        WebClient health = WebClient.http(proxy.healthPort());
        Socket stream = api.connect()) {
      WebClient.send(stream, "GET /v0/stream HTTP/1.1", "Host: x", JarProxy.LOGIN);
      for (String path : PATHS) {
        see(api, path);
      }
      see(others, "/");
      see(health, "/");
      proxy.metrics();
      if (stream.getInputStream().readNBytes(64).length < 64) {
        throw new IOException("no stream");
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      unanswered.incrementAndGet();
      System.out.println("a web guest: " + e);
    }
  }

  private static void see(WebClient client, String path) throws IOException {
    String answer = client.ask("GET " + path + " HTTP/1.1", "Host: x", JarProxy.LOGIN);
    if (!answer.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(path + ": " + answer);
    }
  }

  /** How many times something did not answer as it should. */
  int unanswered() {
    return unanswered.get();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new AssertionError("a page does not come");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

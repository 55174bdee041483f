package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.JarProxy;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that hold a large result without reading on, so many that one whole read for each of them
 * is more than all memory for bytes in flight.
 */
class StalledReadersTest {
  private static final int STALLED = 250;
  private static final int INNOCENT = 10;
  private static final int ECHO_BYTES = 8 << 20;

  private static final Map<String, String> SMALL =
      Map.of("JDK_JAVA_OPTIONS", "-XX:+UseSerialGC -Xmx64m -XX:MaxDirectMemorySize=24m");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> clients = new ArrayList<>();
  private final AtomicLong given = new AtomicLong();
  private Vertx vertx;
  private ServerSocket node;
  private FakeAgent agent;
  private List<Integer> ports;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    node = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
    agent = new FakeAgent(vertx, 0);
    ports = TestPorts.find(5);
    threads.execute(this::serve);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    node.close();
    threads.shutdownNow();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void manyStalledReaders_leaveMemoryToTheOthers() throws Exception {
    try (PatchbayProcess proxy =
        PatchbayProcess.start(SMALL, Integer.MAX_VALUE, "-config", config())) {
      proxy.awaitLine("New active backend");
      for (int i = 0; i < STALLED; i++) {
        connect(4096, 'F');
      }
      awaitStandstill();

      for (int i = 0; i < INNOCENT; i++) {
        echo(connect(64 * 1024, 'E'));
      }

      assertThat(metrics())
          .contains("backend_sessions_total{backend=\"n\"} " + (STALLED + INNOCENT));
    }
  }

  /** Floods whoever says F, and echoes to others. */
  private void serve() {
    try {
      while (true) {
        Socket socket = node.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    byte[] bytes = new byte[64 * 1024];
    try (socket) {
      socket.setSendBufferSize(64 * 1024);
      boolean flood = socket.getInputStream().read() == 'F';
      while (flood) {
        socket.getOutputStream().write(bytes);
        given.addAndGet(bytes.length);
      }
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException closed) {
      // The proxy or the test has ended it.
    }
  }

  private Socket connect(int receiveBuffer, char kind) throws IOException {
    Socket client = new Socket();
    clients.add(client);
    client.setReceiveBufferSize(receiveBuffer);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(0)));
    client.getOutputStream().write(kind);
    return client;
  }

  private void awaitStandstill() {
    AtomicLong last = new AtomicLong(-1);
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> given.get() > 0 && last.getAndSet(given.get()) == given.get());
  }

  /** The proxy must keep something of this again and again, because it is read piece by piece. */
  private void echo(Socket client) throws Exception {
    client.setSoTimeout(30_000);
    OutputStream out = client.getOutputStream();
    threads.execute(
        () -> {
          try {
            out.write(new byte[ECHO_BYTES]);
          } catch (IOException e) {
            // The reader will see it.
          }
        });
    int got = 0;
    while (got < ECHO_BYTES) {
      int part = client.getInputStream().readNBytes(Math.min(16 * 1024, ECHO_BYTES - got)).length;
      assertThat(part).as("bytes after %d", got).isPositive();
      got += part;
    }
  }

  private String metrics() throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + ports.get(4) + "/metrics"))
                .timeout(Duration.ofSeconds(30))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private String config() {
    return JarProxy.webPorts(ports.get(1), ports.get(2), ports.get(3), ports.get(4))
        .put(
            "Proxy",
            new JsonObject()
                .put("Port", ports.get(0))
                .put("HealthcheckTimeoutMillis", 5000)
                .put(
                    "Backends",
                    new JsonArray()
                        .add(
                            new JsonObject()
                                .put("Name", "n")
                                .put("Host", "127.0.0.1")
                                .put("Port", node.getLocalPort())
                                .put("StatusPort", agent.port())
                                .put("StatusEndpoint", "/"))))
        .encode();
  }
}

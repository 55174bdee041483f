package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What slow peers can make the program use, as the system counts it. */
class ProxyLoadTest {
  private static final long PUSHED_BYTES = 1L << 30;
  private static final long WARM_UP_BYTES = 300L << 20;

  /** Without what grows for reasons of its own: the heap, and the compiler's memory and code. */
  private static final Map<String, String> JVM =
      Map.of("JDK_JAVA_OPTIONS", "-XX:+UseSerialGC -Xms32m -Xmx32m -XX:+AlwaysPreTouch -Xint");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong pushed = new AtomicLong();
  private Vertx vertx;
  private ServerSocket node;
  private PatchbayProcess proxy;
  private int port;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    List<Integer> ports = TestPorts.find(4);
    port = ports.get(0);
    proxy =
        PatchbayProcess.start(
            JVM, Integer.MAX_VALUE, "-config", config(ports, new FakeAgent(vertx, 0).port()));
    proxy.awaitLine("New active backend");
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    threads.shutdownNow();
    node.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void readerThatStopsWhileAGigabyteIsPushedAtIt_costsLittleMemory() throws Exception {
    try (Socket client = connect();
        Socket server = node.accept()) {
      push(server, WARM_UP_BYTES);
      assertThat(read(client, WARM_UP_BYTES)).isEqualTo(WARM_UP_BYTES);
    }
    long before = proxy.residentBytes();

    try (Socket client = connect();
        Socket server = node.accept()) {
      pushed.set(0);
      push(server, PUSHED_BYTES);
      awaitStandstill();
      long whileStopped = proxy.residentBytes();
      long arrived = read(client, PUSHED_BYTES);
      long afterwards = proxy.residentBytes();

      assertThat(whileStopped - before).isLessThan(8L << 20);
      assertThat(arrived).isEqualTo(PUSHED_BYTES);
      assertThat(afterwards - before).isLessThan(8L << 20);
    }
  }

  @Test
  void halfClosedEndsThatNobodyReads_keepNoProcessorBusy() throws Exception {
    try (Socket client = connect();
        Socket server = node.accept()) {
      push(server, 50L << 20);
      awaitStandstill();
      server.shutdownOutput();
      client.shutdownOutput();
      assertThat(server.getInputStream().read()).isEqualTo(-1);

      long before = proxy.cpuTicks();
      await().pollDelay(Duration.ofSeconds(1)).until(() -> true);

      assertThat(proxy.cpuTicks() - before).isLessThan(40);
    }
  }

  private void awaitStandstill() {
    AtomicLong last = new AtomicLong(-1);
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> pushed.get() > 0 && last.getAndSet(pushed.get()) == pushed.get());
    assertThat(pushed.get()).isLessThan(PUSHED_BYTES);
  }

  private void push(Socket to, long bytes) {
    threads.execute(
        () -> {
          byte[] chunk = new byte[65_536];
          try {
            for (long sent = 0; sent < bytes; sent += chunk.length) {
              to.getOutputStream().write(chunk);
              pushed.addAndGet(chunk.length);
            }
          } catch (IOException e) {
            // The test has ended.
          }
        });
  }

  private static long read(Socket from, long bytes) throws IOException {
    InputStream in = from.getInputStream();
    byte[] chunk = new byte[65_536];
    long got = 0;
    while (got < bytes) {
      int n = in.read(chunk);
      if (n < 0) {
        break;
      }
      got += n;
    }
    return got;
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private String config(List<Integer> ports, int agentPort) {
    return new JsonObject()
        .put("BindAddress", "127.0.0.1")
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
                                .put("Host", "127.0.0.1")
                                .put("Port", node.getLocalPort())
                                .put("StatusPort", agentPort)
                                .put("StatusEndpoint", "/")
                                .put("Name", "n"))))
        .put(
            "API",
            new JsonObject()
                .put("Port", ports.get(1))
                .put("AggregatorPort", ports.get(2))
                .put("Username", "u")
                .put("Password", "p"))
        .put("HealthPort", ports.get(3))
        .encode();
  }
}

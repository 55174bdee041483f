package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.testing.WebClient;
import dev.patchbay.web.WebLimits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Strangers who take what they can get of each listener, and a real client who comes last. */
class StrangersTest {
  private static final int CONNECTIONS = 30;
  private static final TestCertificates AUTHORITY = TestCertificates.authority();

  /** Each listener, and a request that it answers. */
  enum Port {
    HEALTH("/", false),
    HEALTH_TLS("/", true),
    API("/v0/cluster", false),
    API_TLS("/v0/cluster", true),
    SPRINGBOARD("/", false),
    SPRINGBOARD_TLS("/", true),
    METRICS("/metrics", false),
    METRICS_TLS("/metrics", true);

    private final String path;
    private final boolean tls;

    Port(String path, boolean tls) {
      this.path = path;
      this.tls = tls;
    }
  }

  private final WebSide web = new WebSide();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong seen = new AtomicLong();
  private WebClient client;

  @AfterEach
  void stop() throws Exception {
    client.close();
    web.close();
  }

  private void open(Port port) throws Exception {
    if (port.tls) {
      TestCertificates.Server server = AUTHORITY.server("127.0.0.1");
      web.tls = Optional.of(new ApiConfig.Tls(server.certificatePem(), server.keyPem()));
    }
    web.limits =
        new WebLimits(
            CONNECTIONS,
            web.limits.handshake(),
            web.limits.head(),
            web.limits.body(),
            web.limits.answer());
    switch (port) {
      case HEALTH, HEALTH_TLS -> web.listen(web.listeners().health());
      case API, API_TLS -> web.api();
      case SPRINGBOARD, SPRINGBOARD_TLS -> web.aggregator();
      case METRICS, METRICS_TLS -> web.listen(web.listeners().metrics(() -> "some_total 1\n"));
      default -> throw new AssertionError(port);
    }
    client = port.tls ? WebClient.https(web.port, AUTHORITY) : WebClient.http(web.port);
  }

  /** Everything that a client has to do must be done in a second. */
  private void openImpatient(Port port) throws Exception {
    Duration second = Duration.ofSeconds(1);
    web.limits = new WebLimits(CONNECTIONS, second, second, second, second);
    open(port);
  }

  private String[] request(Port port) {
    return new String[] {
      "GET " + port.path + " HTTP/1.1", "Host: x", "Authorization: " + WebSide.RIGHT
    };
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void newest_isServed_whileTheSilentHoldAll(Port port) throws Exception {
    open(port);
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 2 * CONNECTIONS; i++) {
      silent.add(client.silent());
    }

    assertThat(client.ask(request(port))).startsWith("HTTP/1.1 200 ");

    await()
        .untilAsserted(
            () ->
                assertThat(silent.stream().filter(WebClient::isClosed).count())
                    .isGreaterThanOrEqualTo(CONNECTIONS));
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void newest_isServed_whileOthersHoldAllWithHalfARequest(Port port) throws Exception {
    open(port);
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket socket = port.tls && i % 2 == 0 ? client.halfHello() : client.connect();
      if (!port.tls || i % 2 != 0) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: ".getBytes());
      }
    }

    assertThat(client.ask(request(port))).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void newest_isServed_whileOthersHoldAllAfterARequest(Port port) throws Exception {
    open(port);
    List<Socket> holders = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket holder = client.connect();
      holders.add(holder);
      WebClient.send(holder, request(port));
      assertThat(WebClient.answer(holder)).startsWith("HTTP/1.1 200 ");
    }

    for (int i = 0; i < 3; i++) {
      assertThat(client.ask(request(port))).startsWith("HTTP/1.1 200 ");
    }

    await().until(() -> WebClient.isClosed(holders.get(0)));
    assertThat(WebClient.isClosed(holders.get(CONNECTIONS - 1))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = Port.class,
      names = {"HEALTH", "API_TLS", "SPRINGBOARD", "METRICS_TLS"})
  void silent_isClosed_whenTheTimeForAHeadIsOver(Port port) throws Exception {
    openImpatient(port);

    Socket silent = client.silent();

    await().atMost(Duration.ofSeconds(20)).until(() -> WebClient.isClosed(silent));
  }

  @ParameterizedTest
  @EnumSource(
      value = Port.class,
      names = {"HEALTH_TLS", "API_TLS", "SPRINGBOARD_TLS", "METRICS_TLS"})
  void halfAHandshake_isClosed_whenItsTimeIsOver(Port port) throws Exception {
    openImpatient(port);

    Socket half = client.halfHello();

    await().atMost(Duration.ofSeconds(20)).until(() -> WebClient.isClosed(half));
  }

  @ParameterizedTest
  @EnumSource(
      value = Port.class,
      names = {"HEALTH", "API_TLS", "SPRINGBOARD", "METRICS_TLS"})
  void headAByteAtATime_isClosed_whenItsTimeIsOver(Port port) throws Exception {
    openImpatient(port);
    Socket socket = client.connect();
    socket.getOutputStream().write("GET / HTTP/1.1\r\nX-Endless: ".getBytes());

    WebClient.trickle(socket, (byte) 'x');

    assertThat(WebClient.isClosed(socket)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Port.class,
      names = {"HEALTH", "API_TLS", "SPRINGBOARD", "METRICS_TLS"})
  void laterHeadAByteAtATime_isClosed_whenItsTimeIsOver(Port port) throws Exception {
    openImpatient(port);
    Socket socket = client.connect();
    WebClient.send(socket, request(port));
    assertThat(WebClient.answer(socket)).startsWith("HTTP/1.1 200 ");
    socket.getOutputStream().write("GET / HTTP/1.1\r\nX-Endless: ".getBytes());

    WebClient.trickle(socket, (byte) 'x');

    assertThat(WebClient.isClosed(socket)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Port.class,
      names = {"HEALTH", "API_TLS", "SPRINGBOARD", "METRICS_TLS"})
  void bodyAByteAtATime_isClosed_whenItsTimeIsOver(Port port) throws Exception {
    openImpatient(port);
    Socket socket = client.connect();
    WebClient.send(
        socket,
        "PATCH " + port.path + " HTTP/1.1",
        "Host: x",
        "Authorization: " + WebSide.RIGHT,
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 60000");

    WebClient.trickle(socket, (byte) 'x');

    assertThat(WebClient.isClosed(socket)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Port.class,
      names = {"HEALTH", "API_TLS", "SPRINGBOARD", "METRICS_TLS"})
  void keptConnection_isNotHurried_betweenRequests(Port port) throws Exception {
    openImpatient(port);
    Socket kept = client.connect();
    WebClient.send(kept, request(port));
    assertThat(WebClient.answer(kept)).startsWith("HTTP/1.1 200 ");

    // Longer than the time for a head, a body or an answer.
    Socket silent = client.silent();
    await().atMost(Duration.ofSeconds(20)).until(() -> WebClient.isClosed(silent));

    WebClient.send(kept, request(port));
    assertThat(WebClient.answer(kept)).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @EnumSource(
      value = Port.class,
      names = {"HEALTH", "API_TLS", "SPRINGBOARD", "METRICS_TLS"})
  void pipelinedRequests_areAllAnswered(Port port) throws Exception {
    open(port);
    Socket socket = client.connect();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      all.append(String.join("\r\n", request(port))).append("\r\n\r\n");
    }

    socket.getOutputStream().write(all.toString().getBytes());

    for (int i = 0; i < 200; i++) {
      assertThat(WebClient.answer(socket)).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Port.class,
      names = {"HEALTH", "API_TLS", "SPRINGBOARD", "METRICS_TLS"})
  void pipeliningWithoutReading_isStopped(Port port) throws Exception {
    openImpatient(port);
    Socket socket = client.connectNarrow();
    byte[] many = (String.join("\r\n", request(port)) + "\r\n\r\n").repeat(100).getBytes();

    // Fails when the server closes; until then the kernel takes what it has room for.
    Thread writer = new Thread(() -> writeForEver(socket, many));
    writer.start();

    writer.join(60_000);
    assertThat(writer.isAlive()).isFalse();
    assertThat(client.ask(request(port))).startsWith("HTTP/1.1 200 ");
  }

  private void writeForEver(Socket socket, byte[] bytes) {
    try {
      while (true) {
        socket.getOutputStream().write(bytes);
        written.addAndGet(bytes.length);
      }
    } catch (IOException e) {
      // Closed by the server.
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Port.class,
      names = {"HEALTH", "API_TLS", "SPRINGBOARD", "METRICS_TLS"})
  void manyShortHeaders_areRefused(Port port) throws Exception {
    open(port);
    Socket socket = client.connect();

    WebClient.send(socket, "GET / HTTP/1.1", "Host: x", "a:\r\n".repeat(200) + "a:");

    assertThat(WebClient.answer(socket)).startsWith("HTTP/1.1 431 ");
    await().until(() -> WebClient.isClosed(socket));
  }

  @ParameterizedTest
  @EnumSource(
      value = Port.class,
      names = {"HEALTH", "API_TLS"})
  void pipeliningWithoutReading_costsLittle(Port port) throws Exception {
    open(port);
    // Short, so that there are many.
    byte[] many = "GET / HTTP/1.1\r\n\r\n".repeat(500).getBytes(StandardCharsets.US_ASCII);
    client.ask(request(port));
    long before = usedHeap();

    for (int i = 0; i < 8; i++) {
      Socket socket = client.connectNarrow();
      Thread writer = new Thread(() -> writeForEver(socket, many));
      writer.setDaemon(true);
      writer.start();
    }
    // All have come to a standstill, or one has been told to go.
    await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(60))
        .until(this::standsStill);

    assertThat(usedHeap() - before).isLessThan(8 * 400L * 1024);
    assertThat(client.ask(request(port))).startsWith("HTTP/1.1 200 ");
  }

  private boolean standsStill() {
    long now = written.get();
    return seen.getAndSet(now) == now && now > 0;
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @ParameterizedTest
  @EnumSource(
      value = Port.class,
      names = {"API", "API_TLS"})
  void followedStream_goesOn_whateverStrangersTake(Port port) throws Exception {
    openImpatient(port);
    Socket follower = client.connect();
    WebClient.send(
        follower, "GET /v0/stream HTTP/1.1", "Host: x", "Authorization: " + WebSide.RIGHT);
    assertThat(follower.getInputStream().readNBytes(15)).asString().isEqualTo("HTTP/1.1 200 OK");
    Socket before = client.silent();

    for (int i = 0; i < 3 * CONNECTIONS; i++) {
      client.silent();
    }

    // Longer than the time for an answer that has an end.
    await().atMost(Duration.ofSeconds(20)).until(() -> WebClient.isClosed(before));
    Socket after = client.silent();
    await().atMost(Duration.ofSeconds(20)).until(() -> WebClient.isClosed(after));
    assertThat(WebClient.isClosed(follower)).isFalse();
    assertThat(web.streams.clients()).isEqualTo(1);
  }
}

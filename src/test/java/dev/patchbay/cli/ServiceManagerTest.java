package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program that systemd has started says to it, heard at the other end of the socket. */
class ServiceManagerTest {
  @TempDir private Path directory;

  private Vertx vertx;
  private List<Integer> ports;
  private Socket manager;

  @BeforeEach
  void listen() throws Exception {
    vertx = Vertx.vertx();
    ports = TestPorts.find(5);
    manager = Socket.newSocketDomainDgram();
  }

  @AfterEach
  void stop() throws Exception {
    manager.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  /** The next datagram; empty if there is none yet. */
  private String heard() throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1000);
    var from = manager.recvFromDomainSocket(buffer, 0, 1000);
    if (from == null) {
      return "";
    }
    byte[] bytes = new byte[from.receivedAmount()];
    buffer.get(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String awaitHeard() {
    return await().until(this::heard, said -> !said.isEmpty());
  }

  private Path configuration(int nodePort, int agentPort, int delaySeconds) throws Exception {
    return Files.writeString(
        directory.resolve("config.yml"),
        """
        BindAddress: 127.0.0.1
        HealthPort: %d
        API: {Port: %d, AggregatorPort: %d, Username: u, Password: p}
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 60000
          HealthcheckIntervalMillis: 100
          ShutdownDelaySeconds: %d
          Backends: [{Name: mysql/0, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: /}]
        """
            .formatted(
                ports.get(0),
                ports.get(1),
                ports.get(2),
                ports.get(3),
                delaySeconds,
                nodePort,
                agentPort));
  }

  private static PatchbayProcess start(Path file, String managerAddress) throws Exception {
    return PatchbayProcess.start(
        Map.of("NOTIFY_SOCKET", managerAddress), Integer.MAX_VALUE, "-configPath", file.toString());
  }

  @Test
  void readyIsSaidWhenTheNodeIsKnown_andAStopSaysHowLongItTakes() throws Exception {
    String address = directory.resolve("notify").toString();
    manager.bind(new DomainSocketAddress(address));
    FakeNode node = new FakeNode(vertx, "mysql/0", 0);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Path file = configuration(node.node().port(), silent.getLocalPort(), 1);
      try (PatchbayProcess proxy = start(file, address)) {
        proxy.awaitLine("Proxy started");
        try (java.net.Socket check = silent.accept()) {
          // The check goes on, and nothing is known yet.
          assertThat(check.getInputStream().read()).isNotNegative();
          String before = heard();
          answer(check);
          String ready = awaitHeard();
          // Refused, if it were not open yet.
          new java.net.Socket(InetAddress.getLoopbackAddress(), ports.get(0)).close();
          proxy.terminate();
          String stopping = awaitHeard();

          assertThat(before).isEmpty();
          assertThat(ready).isEqualTo("READY=1");
          assertThat(stopping).isEqualTo("STOPPING=1\nEXTEND_TIMEOUT_USEC=21000000");
          assertThat(proxy.exitCode()).isZero();
        }
      }
    }
  }

  @Test
  void stopBeforeItIsReady_isNeverFollowedByReady() throws Exception {
    String address = directory.resolve("notify").toString();
    manager.bind(new DomainSocketAddress(address));
    FakeNode node = new FakeNode(vertx, "mysql/0", 0);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Path file = configuration(node.node().port(), silent.getLocalPort(), 2);
      try (PatchbayProcess proxy = start(file, address)) {
        proxy.awaitLine("Proxy started");
        try (java.net.Socket check = silent.accept()) {
          proxy.terminate();
          String stopping = awaitHeard();
          answer(check);

          assertThat(stopping).startsWith("STOPPING=1");
          assertThat(proxy.exitCode()).isZero();
          assertThat(heard()).isEmpty();
        }
      }
    }
  }

  private static void answer(java.net.Socket check) throws Exception {
    check
        .getOutputStream()
        .write(
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void manager_thatIsGone_isToldInTheLog_andTheProxyGoesOn() throws Exception {
    FakeNode node = new FakeNode(vertx, "mysql/0", 0);
    FakeAgent agent = new FakeAgent(vertx, 0);
    Path file = configuration(node.node().port(), agent.port(), 0);
    try (PatchbayProcess proxy = start(file, directory.resolve("nobody").toString())) {
      assertThat(proxy.awaitLine("Cannot tell the service manager")).contains("nobody");
      proxy.awaitLine("Health port opened");
      proxy.terminate();
      assertThat(proxy.exitCode()).isZero();
    }
  }

  @Test
  void address_maybeNoFile() throws Exception {
    manager.bind(new DomainSocketAddress("\0patchbay-test-" + ProcessHandle.current().pid()));

    dev.patchbay.pump.LocalDatagram.send(
        "@patchbay-test-" + ProcessHandle.current().pid(), "READY=1");

    assertThat(awaitHeard()).isEqualTo("READY=1");
  }
}

package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.patchbay.pump.Rings;
import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The program with {@code Proxy.IoUring}, where the system has it and where it has not. */
class IoUringTest {
  private static final int SHORT = 4_000;

  private final Vertx vertx = Vertx.vertx();
  private List<Integer> ports;
  private String config;

  @BeforeEach
  void configure() throws Exception {
    ports = TestPorts.find(4);
    config =
        """
        BindAddress: 127.0.0.1
        HealthPort: %d
        API: {Port: %d, AggregatorPort: %d, Username: u, Password: p}
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 20000
          IoUring: true
          Backends:
          - {Name: n, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: /}
        """
            .formatted(
                ports.get(0),
                ports.get(1),
                ports.get(2),
                ports.get(3),
                new FakeNode(vertx, "n", 0).node().port(),
                new FakeAgent(vertx, 0).port());
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void sessions_areServedByIoUring_andTheLogSaysSo() throws Exception {
    assumeThat(Rings.refusal()).isEmpty();

    try (PatchbayProcess proxy = PatchbayProcess.start("-config", config)) {
      assertThat(proxy.awaitLine("Proxy started")).contains("\"ioUring\":true");
      proxy.awaitLine("New active backend");
      assertThat(greeting()).isEqualTo('n');
      assertThat(proxy.lines("does not let us")).isEmpty();
    }
  }

  /** What a client sent before its reset is on its way to the node when the session ends. */
  @Test
  void sessionsThatEndBehindTheirLastByte_leaveNothing() throws Exception {
    assumeThat(Rings.refusal()).isEmpty();

    try (PatchbayProcess proxy =
        PatchbayProcess.start(
            Map.of("JDK_JAVA_OPTIONS", "-XX:+UseSerialGC"), Integer.MAX_VALUE, "-config", config)) {
      proxy.awaitLine("New active backend");
      sayAndReset(SHORT / 10);
      long before = proxy.liveHeapBytes();

      sayAndReset(SHORT);

      assertThat(proxy.liveHeapBytes() - before).isLessThan(SHORT * 300L);
    }
  }

  private void sayAndReset(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), ports.get(3))) {
        client.setSoLinger(true, 0);
        client.getInputStream().read();
        client.getOutputStream().write('x');
      }
    }
  }

  /** Netty's own switch stands for a kernel, or a container, that refuses. */
  @Test
  void systemThatRefuses_isNamed_andSessionsAreServedAllTheSame() throws Exception {
    Map<String, String> refusing = Map.of("JDK_JAVA_OPTIONS", "-Dio.netty.transport.noNative=true");

    try (PatchbayProcess proxy =
        PatchbayProcess.start(refusing, Integer.MAX_VALUE, "-config", config)) {
      assertThat(proxy.awaitLine("Proxy.IoUring is true, but this system does not let us"))
          .contains("\"reason\":\"Native transport was explicit disabled");
      assertThat(proxy.awaitLine("Proxy started")).contains("\"ioUring\":false");
      proxy.awaitLine("New active backend");
      assertThat(greeting()).isEqualTo('n');
    }
  }

  private int greeting() throws Exception {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), ports.get(3))) {
      client.setSoTimeout(30_000);
      return client.getInputStream().read();
    }
  }
}

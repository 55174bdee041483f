package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.TestPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** When load balancers are let know that there is a proxy. */
class HealthPortTest {

  @Test
  void untilEveryNodeHasAVerdict_theHealthPortIsClosedAndEverythingElseIsOpen() throws Exception {
    try (ProxyBed bed = new ProxyBed(2, ProxyBed.INTERVAL_MILLIS)) {
      bed.agents.get(0).hang();
      bed.agents.get(1).hang();

      bed.start();

      assertThat(accepts(bed.config.proxy().port())).isTrue();
      assertThat(accepts(bed.config.api().port())).isTrue();
      assertThat(accepts(bed.config.healthPort())).isFalse();
      await().until(() -> accepts(bed.config.healthPort()));
      assertThat(bed.backends()).allSatisfy(b -> assertThat(b.toString()).contains("false"));
    }
  }

  @Test
  void firstRoute_opensIt() throws Exception {
    try (ProxyBed bed = new ProxyBed(2, ProxyBed.INTERVAL_MILLIS).start()) {
      await().until(() -> accepts(bed.config.healthPort()));

      assertThat(bed.whoAnswers()).contains("mysql/0");
    }
  }

  @Test
  void healthPort_staysOpenWhenNoNodeIsHealthyAnyMore() throws Exception {
    try (ProxyBed bed = new ProxyBed(1, ProxyBed.INTERVAL_MILLIS).start()) {
      await().until(() -> accepts(bed.config.healthPort()));

      bed.agents.get(0).sick();
      await().until(() -> bed.cluster().getValue("activeBackend") == null);

      assertThat(accepts(bed.config.healthPort())).isTrue();
    }
  }

  @Test
  void drainBeforeItIsOpen_keepsItClosed() throws Exception {
    try (ProxyBed bed = new ProxyBed(1, ProxyBed.INTERVAL_MILLIS)) {
      bed.agents.get(0).hang();
      bed.start();
      assertThat(bed.api("PUT", "/v0/drain").statusCode()).isEqualTo(200);

      bed.agents.get(0).well();
      await().until(() -> bed.cluster().getValue("activeBackend") != null);

      // The web loop has had its turn with whatever the first route set off.
      assertThat(bed.api("GET", "/v0/cluster").statusCode()).isEqualTo(200);
      assertThat(accepts(bed.config.healthPort())).isFalse();
    }
  }

  @Test
  void signalBeforeItIsOpen_keepsItClosed() throws Exception {
    try (ProxyBed bed = new ProxyBed(1, ProxyBed.INTERVAL_MILLIS)) {
      bed.agents.get(0).hang();
      bed.start();
      bed.patchbay().stopHealthPort();

      bed.agents.get(0).well();
      await().until(() -> bed.cluster().getValue("activeBackend") != null);

      assertThat(bed.api("GET", "/v0/cluster").statusCode()).isEqualTo(200);
      assertThat(accepts(bed.config.healthPort())).isFalse();
    }
  }

  @Test
  void reservedPort_isRefusedToOthersAndFreeAfterwards() throws Exception {
    int port = TestPorts.find(1).get(0);
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);

    try (PortReservation reserved = PortReservation.of("HealthPort", "127.0.0.1", port, "a test")) {
      assertThat(accepts(port)).isFalse();
      try (ServerSocket other = new ServerSocket()) {
        other.setReuseAddress(false);
        assertThatThrownBy(() -> other.bind(address)).hasMessageContaining("in use");
      }
      assertThat(reserved).isNotNull();
    }

    try (ServerSocket other = new ServerSocket()) {
      other.bind(address);
      assertThat(accepts(port)).isTrue();
    }
  }

  @Test
  void portThatIsTaken_cannotBeReserved() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(
              () -> PortReservation.of("HealthPort", "127.0.0.1", taken.getLocalPort(), "a test"))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("HealthPort: cannot listen at 127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("the address is in use");
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}

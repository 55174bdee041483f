package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.testing.Transport;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class EpollTls13RelayTest extends TlsRelayContract {
  EpollTls13RelayTest() {
    super(Transport.EPOLL, "TLSv1.3");
  }

  /** Each asks for an answer, which nobody reads meanwhile. */
  @Test
  void newKeysNowAndThen_harmNobody() throws Exception {
    try (SSLSocket client = (SSLSocket) connect();
        Socket server = acceptAtNode()) {
      for (int word = 0; word < 3; word++) {
        for (int i = 0; i < 30; i++) {
          client.startHandshake();
        }
        client.getOutputStream().write("behind".getBytes());
        assertThat(server.getInputStream().readNBytes(6)).isEqualTo("behind".getBytes());
      }

      server.getOutputStream().write("reply".getBytes());
      assertThat(client.getInputStream().readNBytes(5)).isEqualTo("reply".getBytes());
    }
  }

  /** They cost the loop far more than whoever sends them. */
  @Test
  void newKeysOverAndOver_endTheSession() throws Exception {
    try (SSLSocket client = (SSLSocket) connect();
        Socket server = acceptAtNode()) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  client.startHandshake();
                }
              })
          .isInstanceOf(IOException.class);

      assertThat(server.getInputStream().read()).isEqualTo(-1);
    }
  }
}

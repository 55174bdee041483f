package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Whoever hears a goodbye of TLS 1.2 has to end at once: there is no half of a connection. */
class EpollTls12RelayTest extends TlsRelayContract {
  EpollTls12RelayTest() {
    super(true, "TLSv1.2");
  }

  @Test
  void secondHandshake_endsTheSession() throws Exception {
    try (SSLSocket client = (SSLSocket) connect();
        Socket server = acceptAtNode()) {
      client.getOutputStream().write("a".getBytes());
      assertThat(server.getInputStream().read()).isEqualTo('a');

      client.startHandshake();
      client.getOutputStream().write("b".getBytes());

      assertThat(endWithin(10, TimeUnit.SECONDS)).isEqualTo(RelayEnd.CLIENT);
      assertThat(server.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Override
  void halfClosedClient_stillGetsAllOfALateReply() {}

  @Override
  void halfClosedServer_stillGetsWhatTheClientSends() {}

  @Override
  void halfClosedRelay_livesWhileBytesMove() {}

  @Override
  void bytesAndEndSentBeforeTheNodeIsDialled_arrive() {}
}

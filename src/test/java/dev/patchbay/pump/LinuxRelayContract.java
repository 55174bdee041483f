package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.Transport;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What Linux's own ways of waiting notice as well. */
abstract class LinuxRelayContract extends RelayContract {
  LinuxRelayContract(Transport transport) {
    super(transport);
  }

  @Test
  void nodeThatIsLostAfterItsEnd_endsTheSessionAtOnce() throws Exception {
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      server.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);

      server.setSoLinger(true, 0);
      server.close();

      // Well before what is left of a half-closed relay is given up.
      assertThat(endWithin(PATIENCE_MILLIS / 2, TimeUnit.MILLISECONDS)).isEqualTo(RelayEnd.NODE);
    }
  }

  /** The JDK's selector says nothing of a socket that is not being read. */
  @Test
  void clientThatDoesNotReadAfterTheNodeIsLost_isGivenUp() throws Exception {
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      write(server, new byte[50_000_000]);
      awaitStandstill();

      server.setSoLinger(true, 0);
      server.close();

      assertThat(endWithin(20, TimeUnit.SECONDS)).isEqualTo(RelayEnd.NODE);
    }
  }
}

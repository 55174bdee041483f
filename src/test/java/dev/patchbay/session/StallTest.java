package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.pump.StallLimits;
import dev.patchbay.testing.Transport;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that sends to a node that echoes, and reads nothing of what comes back. */
class StallTest {
  private static final byte[] MORE_THAN_ALL_BUFFERS = new byte[60_000_000];
  private static final Duration SHORT = Duration.ofSeconds(1);

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientThatTakesNothing_endsWithItsReason(Transport transport) throws Exception {
    try (SessionBed bed = new SessionBed(transport, new StallLimits(SHORT, Duration.ZERO))) {
      bed.routeTo(bed.a);

      try (Socket client = bed.connect()) {
        send(client);

        assertThat(bed.closed.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseReason.CLIENT_STALLED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void limitThatIsSetLater_isMetByTheSessionsThatThereAre(Transport transport) throws Exception {
    StallLimits none = new StallLimits(Duration.ZERO, Duration.ZERO);
    try (SessionBed bed = new SessionBed(transport, none)) {
      bed.routeTo(bed.a);
      try (Socket client = bed.connect()) {
        SessionBed.greeting(client);
        send(client);

        bed.loops.limit(new StallLimits(SHORT, Duration.ZERO));

        assertThat(bed.closed.poll(60, TimeUnit.SECONDS)).isEqualTo(CloseReason.CLIENT_STALLED);
      }
    }
  }

  private static void send(Socket client) {
    Thread sender =
        new Thread(
            () -> {
              try {
                client.getOutputStream().write(MORE_THAN_ALL_BUFFERS);
              } catch (IOException e) {
                // The session has ended.
              }
            });
    sender.setDaemon(true);
    sender.start();
  }
}

package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.Transport;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UringRelayTest extends LinuxRelayContract {
  UringRelayTest() {
    super(Transport.IO_URING);
  }

  /** The last of what it does not take waits in a slot. */
  @Test
  void nodeThatTakesNothing_isFoundStalled() throws Exception {
    nodesReceiveLittle();
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      client.setTcpNoDelay(true);
      for (long sent = 4000; !waitsInASlot(); sent += 4000) {
        client.getOutputStream().write(new byte[4000]);
        while (toNode() < sent) {
          Thread.onSpinWait(); // some hundred times, for microseconds each
        }
      }

      assertThat(look(1)).isEqualTo("open");
      assertThat(look(100)).isEqualTo("closed");

      assertThat(endWithin(30, TimeUnit.SECONDS)).isEqualTo(RelayEnd.NODE_STALLED);
    }
  }

  /** Both ways have ended, and the client never takes the last of it. */
  @Test
  void clientThatDoesNotTakeTheEnd_isGivenUp() throws Exception {
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      server.setTcpNoDelay(true);
      for (long sent = 4000;
          !(onLoop(UringRelayTest::clientWaits) && onLoop(UringRelayTest::clientWaits));
          sent += 4000) {
        server.getOutputStream().write(new byte[4000]);
        while (toClient() < sent) {
          Thread.onSpinWait();
        }
      }
      server.close();
      client.shutdownOutput();

      assertThat(endWithin(30, TimeUnit.SECONDS)).isEqualTo(RelayEnd.NODE);
      assertThat(places()).isZero();
      await().until(() -> onLoop(relay -> relay.client().loop().sendSlots().areFree()));
    }
  }

  private static boolean clientWaits(Relay relay) {
    return ((RelayHalf) relay.client()).socket().isSending();
  }

  /** A send that finds room is over in a round. */
  private boolean waitsInASlot() throws Exception {
    return onLoop(UringRelayTest::isSending) && onLoop(UringRelayTest::isSending);
  }

  private static boolean isSending(Relay relay) {
    return ((RelayHalf) relay.node()).socket().isSending();
  }

  private String look(long now) throws Exception {
    return onLoop(
        relay -> {
          relay.look(now, 0, 50);
          return ((RelayHalf) relay.node()).takesMore() ? "open" : "closed";
        });
  }
}

package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the system holds for a peer that has stopped reading. Left alone it is up to 4 MiB for each,
 * and some hundreds of them take what the machine has for TCP.
 */
class NotSentTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** Of a peer with a small receive buffer; on loopback what is on its way is much by itself. */
  private static final int MOST_BYTES = 4 * SocketSettings.MOST_NOT_SENT_BYTES;

  private final SocketSystem system = LinuxSystem.epoll();

  @BeforeAll
  static void loadTheNativeLibrary() {
    Epoll.ensureAvailability();
  }

  @Test
  void clientThatDoesNotRead_isHeldLittleFor() throws Exception {
    try (Socket client = new Socket()) {
      client.setReceiveBufferSize(4096);
      RawServer server = system.listen(ANY, 1);
      client.connect(server.address());

      RawSocket accepted = accept(server);
      accepted.limitUnsent();

      int taken = takenBy(accepted);

      assertThat(taken).isBetween(1, MOST_BYTES);
      server.close();
    }
  }

  @Test
  void nodeThatDoesNotRead_isHeldLittleFor() throws Exception {
    try (ServerSocket node = new ServerSocket()) {
      node.setReceiveBufferSize(4096);
      node.bind(ANY);
      RawSocket toNode = system.connect((InetSocketAddress) node.getLocalSocketAddress());

      toNode.limitUnsent();

      try (Socket server = node.accept()) {
        assertThat(takenBy(toNode)).isBetween(1, MOST_BYTES);
      }

      toNode.close(true);
    }
  }

  private static RawSocket accept(RawServer server) throws Exception {
    RawSocket accepted = server.accept();
    while (accepted == null) {
      Thread.onSpinWait();
      accepted = server.accept();
    }
    return accepted;
  }

  /** How many bytes the system takes for it until it takes no more. */
  private static int takenBy(RawSocket socket) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocateDirect(64 * 1024);
    int taken = 0;
    do {
      bytes.clear();
      socket.write(bytes);
      taken += bytes.position();
    } while (bytes.position() > 0);
    return taken;
  }
}

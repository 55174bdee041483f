package dev.patchbay.endurance;

import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.JarProxy;
import dev.patchbay.testing.ScriptedNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A few sessions, while there are no others, of which every byte is known. */
final class ExactSessions {
  private static final int SESSIONS = 50;
  private static final int PIECE = 997;

  private ExactSessions() {}

  /**
   * Plays them; returns what the proxy has counted otherwise, a sentence each.
   *
   * @param counts where they are counted with all others
   */
  static List<String> play(JarProxy proxy, ChurnCounts counts) throws IOException {
    Sums before = Sums.of(proxy.metrics());
    long bytes = 0;
    for (int i = 1; i <= SESSIONS; i++) {
      bytes += echo(proxy.mysqlPort(), i * PIECE);
    }
    counts.connected.addAndGet(SESSIONS);
    counts.sent.addAndGet(bytes + SESSIONS);
    counts.received.addAndGet(bytes);
    await("their end")
        .atMost(Duration.ofSeconds(60))
        .until(() -> Sums.of(proxy.metrics()).closed() >= before.closed() + SESSIONS);
    Sums expected =
        new Sums(
            before.opened() + SESSIONS,
            before.closed() + SESSIONS,
            before.now(),
            before.toNode() + bytes + SESSIONS,
            before.toClient() + bytes);
    Sums after = Sums.of(proxy.metrics());
    return after.equals(expected) ? List.of() : List.of(after + ", not " + expected);
  }

  private static int echo(int port, int length) throws IOException {
    byte[] asked = new byte[length + 1];
    asked[0] = ScriptedNode.ECHO;
    try (Socket session = new Socket(InetAddress.getLoopbackAddress(), port)) {
      session.setSoTimeout(60_000);
      session.getOutputStream().write(asked);
      byte[] answered = session.getInputStream().readNBytes(length);
      if (!Arrays.equals(answered, Arrays.copyOfRange(asked, 1, asked.length))) {
        throw new IOException(answered.length + " bytes came back of " + length);
      }
    }
    return length;
  }
}

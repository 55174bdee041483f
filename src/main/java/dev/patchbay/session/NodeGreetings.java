package dev.patchbay.session;

import dev.patchbay.aware.OwnGreeting;
import dev.patchbay.topology.NodeId;
import dev.patchbay.wire.Greeting;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How each node greeted last, over all listeners: of that the proxy makes the greetings for those
 * whom it greets itself. Learned from the sessions' own connections; the first client after the
 * start is dialled for before it is greeted. From any thread.
 */
final class NodeGreetings {
  private static final int CHALLENGE_BYTES = 20;

  /** As servers do: from ! to ~, so no zero byte, which some drivers take for the end. */
  private static final int FIRST = '!';

  private static final int LETTERS = '~' - FIRST + 1;

  private final Map<NodeId, Greeting> known = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  /**
   * The ids of another proxy, or of this one before it was started anew, begin elsewhere: a client
   * that asks one of them to end another's query must not hit a stranger.
   */
  private final AtomicInteger given = new AtomicInteger(random.nextInt());

  void learned(NodeId node, Greeting greeting) {
    known.put(node, greeting);
  }

  /** Whether a client can be greeted. */
  boolean isKnown() {
    return !known.isEmpty();
  }

  /** There are no other nodes than these. */
  void keepOnly(Collection<NodeId> nodes) {
    known.keySet().retainAll(nodes);
  }

  /**
   * A greeting for one more client.
   *
   * @param node where it will probably go
   * @param tls whether the proxy offers it
   * @return empty if no node is known yet
   */
  Optional<Greeting> next(Optional<NodeId> node, boolean tls) {
    Collection<Greeting> all = known.values();
    return node.map(known::get)
        .or(() -> all.stream().findFirst())
        .map(like -> OwnGreeting.of(like, all, given.incrementAndGet(), challenge(), tls));
  }

  private byte[] challenge() {
    byte[] bytes = new byte[CHALLENGE_BYTES];
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (FIRST + (bytes[i] & 0xFF) % LETTERS);
    }
    return bytes;
  }
}

package dev.patchbay.session;

import dev.patchbay.topology.ListenerId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The listeners of one proxy, for those whose rules make a login another one's session, and what
 * they know together. From any thread.
 */
public final class Groups {
  private final Map<ListenerId, Listener> listeners = new ConcurrentHashMap<>();
  private final NodeGreetings greetings = new NodeGreetings();
  private final ConnectionIds ids = new ConnectionIds();

  void add(ListenerId id, Listener listener) {
    listeners.put(id, listener);
  }

  NodeGreetings greetings() {
    return greetings;
  }

  ConnectionIds ids() {
    return ids;
  }

  /**
   * Another listener's part on this loop.
   *
   * @return empty if there is none, or it does not follow the protocol
   */
  Optional<SessionLoop> at(ListenerId id, int loop) {
    return Optional.ofNullable(listeners.get(id))
        .filter(listener -> listener.spec().mysql().isPresent())
        .map(listener -> listener.sessionLoops().get(loop));
  }
}

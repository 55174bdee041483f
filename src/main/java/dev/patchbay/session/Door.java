package dev.patchbay.session;

import dev.patchbay.pump.Ends;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.topology.Entrance;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Where clients of one listener come in on one loop: whoever may not is closed at once. Where
 * everybody may, as is the default, it asks the system nothing and keeps nothing. On the loop.
 */
final class Door {
  private final SessionLoop home;
  private final SourceCounts sources;

  Door(SessionLoop home, SourceCounts sources) {
    this.home = home;
    this.sources = sources;
  }

  /** Whether this client may go on; if not, it is closed and has been told of. */
  boolean lets(PumpSocket client) {
    Entrance entrance = home.spec().entrance();
    return entrance.isOpen() || lets(client, entrance);
  }

  private boolean lets(PumpSocket client, Entrance entrance) {
    Optional<Ends> ends = client.ends();
    if (ends.isEmpty()) {
      close(client, CloseReason.CLIENT_CLOSED);
      return false;
    }
    InetAddress source = ends.get().client().getAddress();
    return switch (Admission.of(entrance, ends.get())) {
      case ADMITTED -> true;
      case NOT_ALLOWED -> refuse(client, source, CloseReason.SOURCE_NOT_ALLOWED);
      case COUNTED ->
          count(client, source, entrance.maxPerSource())
              || refuse(client, source, CloseReason.TOO_MANY_FROM_SOURCE);
    };
  }

  /** The count goes with the socket, whose end is the end of its session however that comes. */
  private boolean count(PumpSocket client, InetAddress address, int limit) {
    Source source = Source.of(address);
    boolean entered = sources.enter(source, limit);
    if (entered) {
      client.whenClosed(() -> sources.leave(source));
    }
    return entered;
  }

  private boolean refuse(PumpSocket client, InetAddress source, CloseReason why) {
    home.observer().refused(home.listener(), source, why);
    close(client, why);
    return false;
  }

  private void close(PumpSocket client, CloseReason why) {
    client.close();
    home.observer().closed(home.listener(), Optional.empty(), why);
  }
}

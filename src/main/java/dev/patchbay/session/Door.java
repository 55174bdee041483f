package dev.patchbay.session;

import dev.patchbay.pump.Ends;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.topology.Entrance;
import dev.patchbay.wire.ProxyHeader;
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

  /** A client has come: its session begins, now or once it is known who it is; or it is closed. */
  void receive(PumpSocket client) {
    Entrance entrance = home.spec().entrance();
    if (entrance.isOpen()) {
      home.begin(client);
      return;
    }
    Optional<Ends> ends = client.ends();
    if (ends.isEmpty()) {
      close(client, CloseReason.CLIENT_CLOSED);
      return;
    }
    settle(client, ends.get(), Admission.of(entrance, ends.get()), entrance);
  }

  /** A load balancer has said whose connection this is. */
  void introduced(PumpSocket client, ProxyHeader header) {
    Entrance entrance = home.spec().entrance();
    header.connection().ifPresent(named -> client.name(new Ends(named.client(), named.server())));
    Optional<Ends> ends = client.ends();
    if (ends.isEmpty()) {
      close(client, CloseReason.CLIENT_CLOSED);
      return;
    }
    boolean own = header.connection().isEmpty() && ends.get().areOneHost();
    settle(client, ends.get(), Admission.known(entrance, own), entrance);
  }

  private void settle(PumpSocket client, Ends ends, Admission admission, Entrance entrance) {
    InetAddress source = ends.client().getAddress();
    switch (admission) {
      case ADMITTED -> home.begin(client);
      case HEADER_FIRST -> Announced.await(home, this, client, source);
      case NOT_ALLOWED -> refuse(client, source, CloseReason.SOURCE_NOT_ALLOWED);
      case COUNTED -> {
        if (count(client, source, entrance.maxPerSource())) {
          home.begin(client);
        } else {
          refuse(client, source, CloseReason.TOO_MANY_FROM_SOURCE);
        }
      }
    }
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

  private void refuse(PumpSocket client, InetAddress source, CloseReason why) {
    home.observer().refused(home.listener(), source, why, "");
    home.turnAway(Client.unknown(client), why);
    home.observer().closed(home.listener(), Optional.empty(), why);
  }

  private void close(PumpSocket client, CloseReason why) {
    client.close();
    home.observer().closed(home.listener(), Optional.empty(), why);
  }
}

package dev.patchbay.session;

import dev.patchbay.aware.OwnGreeting;
import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.Dialer;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.WholePacket;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * How does a node greet? Asked where clients wait for that and no session has brought the answer
 * yet: a node of the listener's own, and if that has not answered soon one of each group that its
 * rules lead to as well, so that a bad node keeps nobody out whose login would not have gone there.
 * By one connection of a loop to each at a time: it ends before a login, and the server counts that
 * as an error of the proxy's address, at a hundred of which it lets nobody in. So each has all the
 * time of a dial to answer, for one that is given up has been for nothing. On the loop.
 */
final class FirstQuestion {
  /** Another loop, or a session, may have had the answer meanwhile. */
  private static final long LOOK_MILLIS = 50;

  /**
   * Between two questions to a node, which is not to count many if it says no to one, however
   * clients come and go; and until the groups' nodes are asked too.
   */
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final SessionLoop home;
  private final Set<Ungreeted> waiting = new LinkedHashSet<>();

  /** Those that go on. */
  private final Map<NodeId, Asking> asking = new HashMap<>();

  /** When each that has not answered was last given up, as {@link System#nanoTime}. */
  private final Map<NodeId, Long> failed = new HashMap<>();

  private boolean ticking;

  /** When somebody first waited under this route; null if nobody has. */
  private Long since;

  /** A listener's part on this loop, and a node of it. */
  record Asked(SessionLoop at, Node node) {}

  FirstQuestion(SessionLoop home) {
    this.home = home;
  }

  /** One more waits for the answer. */
  void add(Ungreeted session) {
    waiting.add(session);
    look();
  }

  /** This one has ended. */
  void remove(Ungreeted session) {
    waiting.remove(session);
  }

  /** There is another route: what nodes would say that it does not lead to is not waited for. */
  void routeChanged() {
    if (waiting.isEmpty() && asking.isEmpty()) {
      // As nearly always: a failover is not to wait for it.
      since = null;
      return;
    }
    Set<NodeId> led =
        home.toAsk().stream().map(asked -> asked.node().id()).collect(Collectors.toSet());
    List.copyOf(asking.values()).stream()
        .filter(one -> !led.contains(one.node.id()))
        .forEach(Asking::end);
    since = null;
    look();
  }

  private void look() {
    if (waiting.isEmpty()) {
      return;
    }
    if (home.groups().greetings().isKnown()) {
      for (Ungreeted session : List.copyOf(waiting)) {
        waiting.remove(session);
        home.ownGreeting().ifPresent(session::greet);
      }
      return;
    }
    if (!home.isCutting()) {
      long now = System.nanoTime();
      since = since == null ? now : since;
      failed.values().removeIf(at -> now - at >= BETWEEN_NANOS);
      home.toAsk().forEach(asked -> ask(asked, now));
    }
    if (!ticking) {
      ticking = true;
      home.loop()
          .schedule(
              LOOK_MILLIS,
              () -> {
                ticking = false;
                look();
              });
    }
  }

  private void ask(Asked asked, long now) {
    NodeId node = asked.node().id();
    boolean itsTurn = asked.at() == home || now - since >= BETWEEN_NANOS;
    if (itsTurn && !failed.containsKey(node) && !asking.containsKey(node)) {
      Asking begun = new Asking(asked);
      asking.put(node, begun);
      begun.begin();
    }
  }

  /** One connection to a node. */
  private final class Asking implements Dialer.Listener, PumpSocket.Early {
    private final SessionLoop at;
    private final Node node;
    private final WholePacket packet = new WholePacket(Greeting.LONGEST);
    private Cancellable dial = () -> {};
    private Cancellable patience = () -> {};
    private PumpSocket socket;
    private boolean over;

    Asking(Asked asked) {
      this.at = asked.at();
      this.node = asked.node();
    }

    void begin() {
      long millis = home.connectTimeoutMillis();
      patience = home.loop().schedule(millis, () -> failed(new IOException("no greeting in time")));
      dial = home.dialer().dial(home.loop(), node.host(), node.port(), millis, this);
    }

    @Override
    public void connected(PumpSocket open) {
      if (over) {
        open.close();
        return;
      }
      socket = open;
      Introduction.ofNobody(at).ifPresent(open::say);
      open.readFirst(this);
    }

    @Override
    public void failed(Throwable cause) {
      if (!over) {
        tell(cause);
        failed.put(node.id(), System.nanoTime());
        end();
      }
    }

    private void tell(Throwable cause) {
      if (Dialing.isOurs(cause)) {
        home.observer().dialNotMade(at.listener(), node, cause);
      } else {
        at.notServedBy(node);
        home.observer().dialFailed(at.listener(), node, cause);
      }
    }

    @Override
    public void readable() {
      byte[] bytes = new byte[Greeting.LONGEST];
      while (!over) {
        int got = socket.read(bytes, packet.wants());
        if (got == 0) {
          return;
        }
        try {
          Optional<byte[]> payload = got < 0 ? Optional.of(new byte[0]) : packet.take(bytes, got);
          if (payload.isPresent()) {
            Greeting greeting = OwnGreeting.read(new FieldReader(payload.get()));
            home.groups().greetings().learned(node.id(), greeting);
            answered();
          }
        } catch (ProtocolException e) {
          // It is full, is no MySQL server, or has ended: another time, or another node.
          failed(e);
        }
      }
    }

    private void answered() {
      PumpSocket open = socket;
      socket = null;
      end();
      if (at.standsInForProbes()) {
        at.standIn(open);
      } else {
        open.close();
      }
      look();
    }

    @Override
    public void gone() {
      failed(new IOException("it has ended the connection before its greeting"));
    }

    void end() {
      if (over) {
        return;
      }
      over = true;
      asking.remove(node.id(), this);
      patience.cancel();
      dial.cancel();
      if (socket != null) {
        socket.close();
      }
    }
  }
}

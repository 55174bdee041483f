package dev.patchbay.session;

import dev.patchbay.aware.OwnGreeting;
import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.Dialer;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.topology.Node;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.WholePacket;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How does a node greet? Asked where clients wait for that and no session has brought the answer
 * yet, by one connection of a loop at a time: of a node of the listener's own, and if that does not
 * answer of one of each group that its rules lead to, so that a bad node keeps nobody out whose
 * login would not have gone there. The connection ends before a login, and the server counts that
 * as an error of the proxy's address, at a hundred of which it lets nobody in. On the loop.
 */
final class FirstQuestion {
  /** Another loop, or a session, may have had the answer meanwhile. */
  private static final long LOOK_MILLIS = 50;

  /** Looks between two turns: a node that says no to one question is not to count many. */
  private static final int LOOKS_BETWEEN = 5;

  private final SessionLoop home;
  private final Set<Ungreeted> waiting = new LinkedHashSet<>();
  private boolean ticking;

  /** So many looks are still to come before the next question. */
  private int pause;

  /** Questions in vain since the last route; whose turn it is follows from that. */
  private int failures;

  private Asking asking;

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

  /** There is another route: what the node of the one before would say is not waited for. */
  void routeChanged() {
    if (asking != null) {
      asking.end();
    }
    pause = 0;
    failures = 0;
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
    if (asking == null && pause == 0 && !home.isCutting()) {
      ask(home.toAsk());
    }
    if (!ticking) {
      ticking = true;
      home.loop()
          .schedule(
              LOOK_MILLIS,
              () -> {
                ticking = false;
                pause = Math.max(0, pause - 1);
                look();
              });
    }
  }

  /** The next of these; each has its share of the time that a client waits. */
  private void ask(List<Asked> all) {
    if (!all.isEmpty()) {
      asking = new Asking(all.get(failures % all.size()), all.size());
      asking.begin();
    }
  }

  /** One connection to a node. */
  private final class Asking implements Dialer.Listener, PumpSocket.Early {
    private final SessionLoop at;
    private final Node node;
    private final int askedInTurn;
    private final WholePacket packet = new WholePacket(Greeting.LONGEST);
    private Cancellable dial = () -> {};
    private Cancellable patience = () -> {};
    private PumpSocket socket;
    private boolean over;

    Asking(Asked asked, int askedInTurn) {
      this.at = asked.at();
      this.node = asked.node();
      this.askedInTurn = askedInTurn;
    }

    void begin() {
      long millis = Math.max(1, home.connectTimeoutMillis() / askedInTurn);
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
        failures++;
        pause = failures % askedInTurn == 0 ? LOOKS_BETWEEN : 0;
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
      asking = null;
      patience.cancel();
      dial.cancel();
      if (socket != null) {
        socket.close();
      }
    }
  }
}

package dev.patchbay.session;

import dev.patchbay.aware.OwnGreeting;
import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.routing.Route;
import dev.patchbay.topology.Node;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.HandshakeResponse;
import dev.patchbay.wire.WholePacket;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The connection to the node is open, and its greeting is awaited, which the client does not see.
 * Then the client's login goes to the node, within TLS if the client has come by that, or every
 * client's does.
 *
 * <p>The node has been told nothing but whose connection this is, so another may take its place. It
 * has as long to greet as a dial may take.
 */
final class Entering implements Session, PumpSocket.Early {
  /** The longest that is sent at once before there is a relay, in bytes. */
  private static final int PIECE = 4096;

  private final Dialing dialed;
  private final PumpSocket socket;
  private final WholePacket packet = new WholePacket(Greeting.LONGEST);
  private final Cancellable timer;

  private Entering(Dialing dialed, PumpSocket socket) {
    this.dialed = dialed;
    this.socket = socket;
    this.timer =
        home()
            .loop()
            .schedule(
                home().connectTimeoutMillis(),
                () -> failed(packet.wants() == 0 ? "no TLS in time" : "no greeting in time"));
  }

  /** Awaits the node's greeting. */
  static void after(Dialing dialed, PumpSocket socket) {
    Entering entering = new Entering(dialed, socket);
    entering.home().replace(dialed, entering);
    entering.client().onGone(entering::clientGone);
    Optional<byte[]> header = Introduction.of(entering.client(), entering.home());
    if (header.isPresent() && !socket.say(header.get())) {
      entering.failed("it does not take the PROXY header");
    } else {
      socket.readFirst(entering);
    }
  }

  @Override
  public void readable() {
    byte[] bytes = new byte[Frames.HEADER + Greeting.LONGEST];
    while (home().holds(this)) {
      int got = socket.read(bytes, packet.wants());
      if (got == 0) {
        return;
      }
      if (got < 0) {
        failed("it has ended the connection before its greeting");
        return;
      }
      try {
        Optional<byte[]> payload = packet.take(bytes, got);
        if (payload.isPresent()) {
          spoke(new FieldReader(payload.get()));
          return;
        }
      } catch (ProtocolException e) {
        failed("it does not greet as a MySQL server: " + e.getMessage());
      }
    }
  }

  @Override
  public void gone() {
    if (home().holds(this)) {
      failed("it has ended the connection before its greeting");
    }
  }

  private void spoke(FieldReader payload) throws ProtocolException {
    if (payload.peek() == ErrorPacket.HEADER) {
      ErrorPacket refusal = ErrorPacket.read(payload);
      home().notServedBy(dialed.node());
      // Its client has not logged in at this node: whatever it says, the connection was rejected.
      end(CloseReason.NODE_CLOSED, new ErrorPacket(refusal.code(), "08004", refusal.message()));
      return;
    }
    Greeting greeting = OwnGreeting.read(payload);
    home().groups().greetings().learned(dialed.node().id(), greeting);
    logIn(dialed.who().login().orElseThrow(), greeting);
  }

  private void logIn(KnownLogin known, Greeting greeting) {
    boolean tls = known.tls().isPresent();
    if (tls && !OwnGreeting.offersTls(greeting)) {
      tell(
          known.secure()
              ? "it offers no TLS, which its client has come by"
              : "it offers no TLS, by which all are sent on (TLS.Nodes: always)");
      elsewhereOr(LastWords.ofNodeWithoutTls(dialed.node(), known.secure()));
      return;
    }
    Optional<HandshakeResponse> login =
        OwnGreeting.login(known.login(), known.told(), greeting, tls);
    if (login.isEmpty()) {
      end(CloseReason.ERROR, LastWords.ofOtherNode(dialed.node()));
    } else if (!tls) {
      send(known, login.get(), greeting);
    } else if (say(Frames.frame(1, login.get().sslRequest()))) {
      socket.secure(
          known.tls().get().engine(dialed.node().host(), dialed.node().port()),
          securing(known, login.get(), greeting));
    } else {
      failed("it does not take the request for TLS");
    }
  }

  private PumpSocket.Securing securing(
      KnownLogin known, HandshakeResponse login, Greeting greeting) {
    return new PumpSocket.Securing() {
      @Override
      public void secured() {
        if (home().holds(Entering.this)) {
          send(known, login, greeting);
        }
      }

      @Override
      public void failed(IOException cause) {
        if (home().holds(Entering.this)) {
          tell("no TLS with it: " + cause.getMessage());
          elsewhereOr(LastWords.ofNodesTls(dialed.node(), known.secure()));
        }
      }
    };
  }

  private void send(KnownLogin known, HandshakeResponse login, Greeting greeting) {
    timer.cancel();
    if (say(Frames.frame(known.numberToNode(), login.payload()))) {
      known.forget().run();
      home()
          .groups()
          .ids()
          .entered(known.told().connectionId(), dialed.node().id(), greeting.connectionId());
      Followed.after(
          new Reached(home(), this, dialed.who(), dialed.route(), dialed.node(), socket),
          home().spec().mysql().orElseThrow());
    } else {
      failed("it does not take the login");
    }
  }

  private boolean say(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += PIECE) {
      if (!socket.say(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PIECE)))) {
        return false;
      }
    }
    return true;
  }

  /** As {@link Dialing} has it for one who leaves. */
  private void clientGone() {
    if (home().standsInForProbes() && packet.bytes() == 0) {
      timer.cancel();
      home().leave(this);
      home().standIn(socket);
      home().observer().closed(home().listener(), Optional.empty(), CloseReason.CLIENT_CLOSED);
    } else {
      sever(CloseReason.CLIENT_CLOSED).close();
    }
  }

  private void failed(String how) {
    if (!home().holds(this)) {
      return;
    }
    tell(how);
    leaveNode();
    if (!goesElsewhere() && !Held.after(this, CloseReason.NODE_UNREACHABLE)) {
      sever(CloseReason.NODE_UNREACHABLE).close();
    }
  }

  /** Its TLS does not get better by waiting, as a node's that is about to end may. */
  private void elsewhereOr(ErrorPacket words) {
    if (goesElsewhere()) {
      leaveNode();
    } else {
      end(CloseReason.NODE_UNREACHABLE, words);
    }
  }

  /** To another node of a listener that spreads its sessions, once. */
  private boolean goesElsewhere() {
    if (dialed.tries().areUsedUp() || !home().hasOther(dialed.node())) {
      return false;
    }
    Waiting.after(this);
    return true;
  }

  private void tell(String how) {
    home().notServedBy(dialed.node());
    home().observer().dialFailed(home().listener(), dialed.node(), new IOException(how));
  }

  private void leaveNode() {
    timer.cancel();
    socket.abort();
  }

  private void end(CloseReason why, ErrorPacket words) {
    home().leave(this);
    leaveNode();
    new Severed(home(), () -> say(words), Optional.empty(), why).close();
  }

  private void say(ErrorPacket words) {
    client().closeSaying(dialed.who().framed(words), LastWords.MILLIS);
  }

  Dialing dialed() {
    return dialed;
  }

  @Override
  public boolean routeChanged(Route next) {
    if (next.keeps(dialed.route())) {
      return false;
    }
    if (!Held.after(this, CloseReason.NO_HEALTHY_NODE)) {
      return true;
    }
    leaveNode();
    return false;
  }

  @Override
  public Severed sever(CloseReason why) {
    home().leave(this);
    leaveNode();
    return new Severed(home(), () -> home().turnAway(dialed.who(), why), Optional.empty(), why);
  }

  SessionLoop home() {
    return dialed.home();
  }

  Client who() {
    return dialed.who();
  }

  @Override
  public SessionState state() {
    return SessionState.DIALING;
  }

  @Override
  public long begun() {
    return dialed.begun();
  }

  @Override
  public Optional<Node> target() {
    return Optional.of(dialed.node());
  }

  @Override
  public PumpSocket client() {
    return dialed.client();
  }
}

package dev.patchbay.session;

import dev.patchbay.aware.LoginBudget;
import dev.patchbay.aware.OwnGreeting;
import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.routing.Route;
import dev.patchbay.topology.ListenerTls;
import dev.patchbay.topology.LoginRule;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.HandshakeResponse;
import dev.patchbay.wire.WholePacket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;

/**
 * The proxy has greeted the client, and waits for its login, of which it depends whose session this
 * becomes. Nothing is dialled before; what comes behind the login stays unread for the relay.
 */
final class Greeted implements Session, PumpSocket.Early, PumpSocket.Securing {
  private static final int READ_BYTES = 1024;

  private final SessionLoop home;
  private final PumpSocket client;
  private final Greeting told;
  private final MysqlTerms terms;
  private final long begun;

  /** With what it may ask for TLS: what it was offered. */
  private final Optional<TlsEnds> tls;

  private WholePacket packet = new WholePacket(HandshakeResponse.LONGEST);

  /** Whether what is read is within TLS, or will be. */
  private boolean secure;

  /** Null where the login may take for ever. */
  private final Cancellable timer;

  /** Of the listener's budget for logins. */
  private int taken;

  private Greeted(
      SessionLoop home, PumpSocket client, Greeting told, MysqlTerms terms, long begun) {
    this.home = home;
    this.client = client;
    this.told = told;
    this.terms = terms;
    this.begun = begun;
    this.tls = home.tls();
    this.timer =
        terms.loginSeconds() == 0
            ? null
            : home.loop().schedule(terms.loginSeconds() * 1000L, this::late);
  }

  /** Greets a client that has just come. */
  static void first(SessionLoop home, PumpSocket client, Greeting told, MysqlTerms terms) {
    Greeted greeted = new Greeted(home, client, told, terms, home.stamp());
    home.enter(greeted);
    greeted.begin();
  }

  /** Greets one that has waited for how nodes do it. */
  static void after(Ungreeted before, Greeting told) {
    SessionLoop home = before.home();
    MysqlTerms terms = home.spec().mysql().orElse(MysqlTerms.DEFAULT);
    Greeted greeted = new Greeted(home, before.client(), told, terms, before.begun());
    home.replace(before, greeted);
    greeted.begin();
  }

  private void begin() {
    if (client.say(OwnGreeting.framed(told))) {
      client.readFirst(this);
    } else {
      gone();
    }
  }

  @Override
  public void readable() {
    byte[] bytes = new byte[READ_BYTES];
    while (home.holds(this)) {
      int got = client.read(bytes, Math.min(packet.wants(), READ_BYTES));
      if (got == 0) {
        return;
      }
      if (got < 0) {
        gone();
      } else {
        take(bytes, got);
      }
    }
  }

  private void take(byte[] bytes, int count) {
    if (!home.logins().take(count)) {
      refuse(CloseReason.TOO_MANY_SESSIONS, LastWords.ofManyLogins());
      return;
    }
    taken += count;
    try {
      Optional<byte[]> payload = packet.take(bytes, count);
      if (payload.isPresent() && asksForTls(payload.get())) {
        beginTls();
      } else if (payload.isPresent()) {
        introduced(HandshakeResponse.read(new FieldReader(payload.get())));
      }
    } catch (ProtocolException e) {
      home.observer().refused(home.listener(), source(), CloseReason.BAD_LOGIN, e.getMessage());
      refuse(CloseReason.BAD_LOGIN, LastWords.ofBadLogin());
    }
  }

  private boolean asksForTls(byte[] payload) throws ProtocolException {
    return tls.isPresent() && !secure && HandshakeResponse.isSslRequest(payload);
  }

  /**
   * What the client has sent behind its request is part of TLS, or wrong: nothing of it was read in
   * plain.
   */
  private void beginTls() throws ProtocolException {
    checkNumber(1);
    secure = true;
    packet = new WholePacket(HandshakeResponse.LONGEST);
    client.secure(tls.orElseThrow().forClient(), this);
  }

  @Override
  public void secured() {
    client.readFirst(this);
  }

  @Override
  public void failed(IOException cause) {
    if (!home.holds(this)) {
      return;
    }
    if (cause instanceof SSLException) {
      String how = "no TLS with it: " + cause.getMessage();
      home.observer().refused(home.listener(), source(), CloseReason.BAD_LOGIN, how);
      sever(CloseReason.BAD_LOGIN).close();
    } else {
      gone();
    }
  }

  private void checkNumber(int expected) throws ProtocolException {
    if (packet.number() != expected) {
      throw new ProtocolException("a login with the number " + packet.number());
    }
  }

  private void introduced(HandshakeResponse login) throws ProtocolException {
    checkNumber(secure ? 2 : 1);
    if (!secure && tls.isPresent() && login.capabilities().has(Capabilities.SSL)) {
      throw new ProtocolException("a login in plain that says TLS");
    }
    if (!secure && terms.tls().filter(ListenerTls::required).isPresent()) {
      refuse(CloseReason.BAD_LOGIN, LastWords.ofPlainClient());
      return;
    }
    if (!OwnGreeting.suits(login)) {
      refuse(CloseReason.BAD_LOGIN, LastWords.ofOldClient());
      return;
    }
    home.leave(this);
    stopTimer();
    KnownLogin known =
        new KnownLogin(
            login.withoutProof(),
            told,
            packet.number(),
            secure,
            tls.flatMap(ends -> ends.toNode(secure)),
            forgets());
    client.whenClosed(known.forget());
    home.introduced(new Client(client, Optional.of(known)), rule(login));
  }

  private Runnable forgets() {
    LoginBudget budget = home.logins();
    int bytes = taken;
    AtomicBoolean kept = new AtomicBoolean(true);
    taken = 0;
    return () -> {
      if (kept.getAndSet(false)) {
        budget.giveBack(bytes);
      }
    };
  }

  private Optional<LoginRule> rule(HandshakeResponse login) {
    return terms.rules().stream()
        .filter(
            rule ->
                rule.fits(
                    login.user(),
                    login.database(),
                    login.attributes(),
                    // Asked of the system only by a rule that needs it.
                    rule.source().isEmpty()
                        ? Optional.empty()
                        : client.peer().map(InetSocketAddress::getAddress)))
        .findFirst();
  }

  private InetAddress source() {
    return client
        .peer()
        .map(InetSocketAddress::getAddress)
        .orElseGet(InetAddress::getLoopbackAddress);
  }

  @Override
  public void gone() {
    sever(CloseReason.CLIENT_CLOSED).close();
  }

  private void late() {
    if (home.holds(this)) {
      refuse(CloseReason.LOGIN_TOO_LONG, LastWords.ofLogin(terms));
    }
  }

  /** It hears why, also if it has said nothing yet. */
  private void refuse(CloseReason why, ErrorPacket words) {
    int last = secure ? 1 : 0;
    int next = packet.bytes() == 0 ? last + 1 : packet.number() + 1;
    byte[] reply = Frames.frame(next, words.payload());
    end();
    new Severed(home, () -> client.closeSaying(reply, LastWords.MILLIS), Optional.empty(), why)
        .close();
  }

  private void end() {
    home.leave(this);
    stopTimer();
    home.logins().giveBack(taken);
    taken = 0;
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  /** It has no node yet, and goes on with any route. */
  @Override
  public boolean routeChanged(Route next) {
    return false;
  }

  /** It is not awaited to hear anything now. */
  @Override
  public Severed sever(CloseReason why) {
    end();
    return new Severed(home, client::close, Optional.empty(), why);
  }

  @Override
  public SessionState state() {
    return SessionState.GREETED;
  }

  @Override
  public long begun() {
    return begun;
  }

  @Override
  public PumpSocket client() {
    return client;
  }
}

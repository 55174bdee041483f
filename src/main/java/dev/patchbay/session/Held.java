package dev.patchbay.session;

import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.routing.Route;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * There is no node for it, or its node did not take it: it waits until there is one, in its place
 * in the loop's {@link Holding}. Nothing is read from its client meanwhile. One that has ended its
 * direction has left: it was told nothing yet, so there is nothing that it could wait for.
 */
final class Held implements Session {
  private final SessionLoop home;
  private final Client who;
  private final long begun;

  /** Why it ends if no node comes in time. */
  private final CloseReason otherwise;

  /** It was on its way, and is counted already. */
  private boolean again;

  private Cancellable timer;
  private boolean lastChance;

  private Held(SessionLoop home, Client who, long begun, CloseReason otherwise) {
    this.home = home;
    this.who = who;
    this.begun = begun;
    this.otherwise = otherwise;
  }

  /** Holds a client that has just come. */
  static void first(SessionLoop home, Client who) {
    Held held = new Held(home, who, home.stamp(), CloseReason.NO_HEALTHY_NODE);
    home.enter(held);
    held.begin(home.holding().millis());
  }

  /**
   * Holds a session that has exchanged no byte.
   *
   * @param otherwise why it ends if no node comes in time
   * @return false if none is held now, or it was held for long enough; nothing has changed then
   */
  static boolean after(Dialing before, CloseReason otherwise) {
    return after(before.home(), before, before.who(), otherwise);
  }

  /** As {@link #after(Dialing, CloseReason)}. */
  static boolean after(Waiting before, CloseReason otherwise) {
    return after(before.home(), before, before.who(), otherwise);
  }

  /** As {@link #after(Dialing, CloseReason)}. */
  static boolean after(Entering before, CloseReason otherwise) {
    return after(before.home(), before, before.who(), otherwise);
  }

  private static boolean after(
      SessionLoop home, Session before, Client who, CloseReason otherwise) {
    if (!isTimeLeft(home, before)) {
      return false;
    }
    place(home, before, who, otherwise);
    return true;
  }

  /**
   * Holds a session that has a connection to its node, over which no byte has come or gone: the
   * node hangs, and has only taken the connection. It counts as one that the failover has cut.
   *
   * @return false if it has exchanged a byte, or none is held now; nothing has changed then
   */
  static boolean after(Relaying before) {
    SessionLoop home = before.home();
    Optional<PumpSocket> client = isTimeLeft(home, before) ? before.untouched() : Optional.empty();
    client.ifPresent(
        c -> {
          home.holding().tookBack();
          home.observer().closed(home.listener(), before.target(), CloseReason.FAILOVER);
          place(home, before, Client.unknown(c), CloseReason.NO_HEALTHY_NODE);
        });
    return client.isPresent();
  }

  private static boolean isTimeLeft(SessionLoop home, Session before) {
    return millisLeft(home, before) > 0 && home.route().trafficEnabled();
  }

  private static long millisLeft(SessionLoop home, Session before) {
    return home.holding().millis() - TimeUnit.NANOSECONDS.toMillis(Stamps.now() - before.begun());
  }

  private static void place(SessionLoop home, Session before, Client who, CloseReason otherwise) {
    Held held = new Held(home, who, before.begun(), otherwise);
    home.replace(before, held);
    held.begin(Math.max(1, millisLeft(home, before)));
  }

  private void begin(long millis) {
    timer = home.loop().schedule(millis, this::over);
    who.socket().onLeft(this::left);
    home.holding().add(this);
    if (who.socket().hasLeft()) {
      left();
    }
  }

  private void left() {
    if (home.holds(this)) {
      sever(CloseReason.CLIENT_CLOSED).close();
    }
  }

  /** The time is over. One that has a node, and only waits for its turn, has some more. */
  private void over() {
    if (!lastChance && home.route().open().isPresent() && otherwise != unreachable()) {
      lastChance = true;
      timer = home.loop().schedule(home.connectTimeoutMillis(), this::over);
    } else if (home.holds(this)) {
      sever(otherwise).close();
    }
  }

  private static CloseReason unreachable() {
    return CloseReason.NODE_UNREACHABLE;
  }

  void isHeldAgain() {
    again = true;
  }

  boolean wasHeld() {
    return again;
  }

  /** Whether its node did not take it: then it must not be the next to go there. */
  boolean wasRefused() {
    return otherwise == unreachable();
  }

  /**
   * Goes on to the route's node.
   *
   * @return empty if there is none; then it stays
   */
  Optional<Dialing> dial() {
    Optional<Dialing> begun = Dialing.after(this, home.connectTimeoutMillis());
    if (begun.isPresent()) {
      timer.cancel();
    }
    return begun;
  }

  /** Another route is no reason to end, but that the operator has switched the traffic off is. */
  @Override
  public boolean routeChanged(Route next) {
    return !next.trafficEnabled();
  }

  @Override
  public Severed sever(CloseReason why) {
    if (home.leave(this)) {
      timer.cancel();
      home.holding().remove(this, why);
    }
    return new Severed(home, () -> home.turnAway(who, why), Optional.empty(), why);
  }

  Client who() {
    return who;
  }

  SessionLoop home() {
    return home;
  }

  @Override
  public SessionState state() {
    return SessionState.HELD;
  }

  @Override
  public long begun() {
    return begun;
  }

  @Override
  public PumpSocket client() {
    return who.socket();
  }
}

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
  private final PumpSocket client;
  private final long begun;

  /** Why it ends if no node comes in time. */
  private final CloseReason otherwise;

  /** It was on its way, and is counted already. */
  private boolean again;

  private Cancellable timer;
  private boolean lastChance;

  private Held(SessionLoop home, PumpSocket client, long begun, CloseReason otherwise) {
    this.home = home;
    this.client = client;
    this.begun = begun;
    this.otherwise = otherwise;
  }

  /** Holds a client that has just come. */
  static void first(SessionLoop home, PumpSocket client) {
    Held held = new Held(home, client, home.stamp(), CloseReason.NO_HEALTHY_NODE);
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
    return after(before.home(), before, otherwise);
  }

  /** As {@link #after(Dialing, CloseReason)}. */
  static boolean after(Waiting before, CloseReason otherwise) {
    return after(before.home(), before, otherwise);
  }

  private static boolean after(SessionLoop home, Session before, CloseReason otherwise) {
    long waited = TimeUnit.NANOSECONDS.toMillis(Stamps.now() - before.begun());
    long left = home.holding().millis() - waited;
    if (left <= 0 || !home.route().trafficEnabled()) {
      return false;
    }
    Held held = new Held(home, before.client(), before.begun(), otherwise);
    home.replace(before, held);
    held.begin(left);
    return true;
  }

  private void begin(long millis) {
    timer = home.loop().schedule(millis, this::over);
    client.onLeft(this::left);
    home.holding().add(this);
    if (client.hasLeft()) {
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
    return new Severed(home, client::close, Optional.empty(), why);
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
    return client;
  }
}

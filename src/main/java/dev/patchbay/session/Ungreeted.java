package dev.patchbay.session;

import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.routing.Route;
import dev.patchbay.wire.Greeting;
import java.util.Optional;

/**
 * The proxy is to greet the client, and does not know yet how nodes do it. {@link FirstQuestion}
 * asks one for all who wait.
 */
final class Ungreeted implements Session {
  private final SessionLoop home;
  private final PumpSocket client;
  private final CloseReason otherwise;
  private final long begun;
  private final Cancellable timer;

  private Ungreeted(SessionLoop home, PumpSocket client, long millis, CloseReason otherwise) {
    this.home = home;
    this.client = client;
    this.otherwise = otherwise;
    this.begun = home.stamp();
    this.timer = home.loop().schedule(millis, this::late);
  }

  /**
   * Waits.
   *
   * @param millis how long
   * @param otherwise why it ends if it is not known by then
   */
  static void await(SessionLoop home, PumpSocket client, long millis, CloseReason otherwise) {
    Ungreeted ungreeted = new Ungreeted(home, client, millis, otherwise);
    home.enter(ungreeted);
    client.onLeft(ungreeted::left);
    home.firstQuestion().add(ungreeted);
  }

  /** It is known. */
  void greet(Greeting told) {
    timer.cancel();
    Greeted.after(this, told);
  }

  private void left() {
    if (home.holds(this)) {
      sever(CloseReason.CLIENT_CLOSED).close();
    }
  }

  private void late() {
    if (home.holds(this)) {
      sever(otherwise).close();
    }
  }

  @Override
  public boolean routeChanged(Route next) {
    return !next.trafficEnabled();
  }

  @Override
  public Severed sever(CloseReason why) {
    home.leave(this);
    timer.cancel();
    home.firstQuestion().remove(this);
    return new Severed(
        home, () -> home.turnAway(Client.unknown(client), why), Optional.empty(), why);
  }

  SessionLoop home() {
    return home;
  }

  /** As one whose node is being connected to. */
  @Override
  public SessionState state() {
    return SessionState.DIALING;
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

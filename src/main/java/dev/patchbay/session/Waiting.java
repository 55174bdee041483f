package dev.patchbay.session;

import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.routing.Route;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.util.Optional;

/** The first dial has failed; no byte has been exchanged. It dials once more, on any route. */
final class Waiting implements Session {
  /**
   * A refused dial asks for a health check at once. The second try waits for what comes of it: a
   * changed route starts it, and after so long it goes to the same node again. Where another node
   * takes sessions as well, it need not wait.
   */
  private static final long RETRY_DELAY_MILLIS = 250;

  private final SessionLoop home;
  private final Client who;
  private final Tries tries;
  private final Node failedAt;
  private final Cancellable timer;

  private Waiting(Dialing failed) {
    this.home = failed.home();
    this.who = failed.who();
    this.tries = failed.tries();
    this.failedAt = failed.node();
    long delay = home.hasOther(failedAt) ? 1 : RETRY_DELAY_MILLIS;
    this.timer = home.loop().schedule(Math.min(delay, tries.millisLeft()), this::dial);
  }

  /** Waits for the second try, once the first has failed. */
  static void after(Dialing failed) {
    after(failed, failed);
  }

  /** The same of a session whose node has taken the connection, and then no login. */
  static void after(Entering failed) {
    after(failed, failed.dialed());
  }

  private static void after(Session failed, Dialing first) {
    Waiting waiting = new Waiting(first);
    waiting.who.socket().onGone(() -> waiting.sever(CloseReason.CLIENT_CLOSED).close());
    waiting.home.replace(failed, waiting);
  }

  private void dial() {
    timer.cancel();
    Dialing.after(this);
  }

  @Override
  public boolean routeChanged(Route next) {
    dial();
    return false;
  }

  @Override
  public Severed sever(CloseReason why) {
    home.leave(this);
    timer.cancel();
    return new Severed(home, () -> home.turnAway(who, why), Optional.empty(), why);
  }

  SessionLoop home() {
    return home;
  }

  @Override
  public SessionState state() {
    return SessionState.WAITING;
  }

  @Override
  public long begun() {
    return tries.begun();
  }

  @Override
  public PumpSocket client() {
    return who.socket();
  }

  Client who() {
    return who;
  }

  /** The node that did not take it. */
  NodeId failedAt() {
    return failedAt.id();
  }

  Tries tries() {
    return tries;
  }
}

package dev.patchbay.session;

import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.routing.Route;
import dev.patchbay.wire.ProxyHeader;
import dev.patchbay.wire.ProxyHeaderReader;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.util.Optional;

/**
 * A load balancer has connected, and says first whose connection it is, in a PROXY header. Nothing
 * is dialled before; what comes behind the header stays unread for the relay.
 */
final class Announced implements Session, PumpSocket.Early {
  /** So long the whole header may take, however it comes. */
  static final long PATIENCE_MILLIS = 5_000;

  private static final int READ_BYTES = 256;

  private final SessionLoop home;
  private final Door door;
  private final PumpSocket client;
  private final InetAddress source;
  private final Cancellable timer;
  private final long begun;
  private final ProxyHeaderReader reader = new ProxyHeaderReader();

  private Announced(SessionLoop home, Door door, PumpSocket client, InetAddress source) {
    this.home = home;
    this.door = door;
    this.client = client;
    this.source = source;
    this.begun = home.stamp();
    this.timer = home.loop().schedule(PATIENCE_MILLIS, this::late);
  }

  /**
   * Waits for the header.
   *
   * @param source the load balancer's address
   */
  static void await(SessionLoop home, Door door, PumpSocket client, InetAddress source) {
    Announced announced = new Announced(home, door, client, source);
    home.enter(announced);
    client.readFirst(announced);
  }

  @Override
  public void readable() {
    byte[] bytes = new byte[READ_BYTES];
    while (home.holds(this)) {
      int got = client.read(bytes, reader.wants());
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

  private void take(byte[] bytes, int length) {
    Optional<ProxyHeader> header;
    try {
      header = reader.take(bytes, length);
    } catch (ProtocolException e) {
      refuse(e.getMessage());
      return;
    }
    header.ifPresent(
        whole -> {
          home.leave(this);
          timer.cancel();
          door.introduced(client, whole);
        });
  }

  /** One that has said nothing is a check whether anybody listens, and no fault. */
  @Override
  public void gone() {
    if (reader.bytes() == 0) {
      sever(CloseReason.CLIENT_CLOSED).close();
    } else {
      refuse("the connection ended within it");
    }
  }

  private void late() {
    if (home.holds(this)) {
      refuse("none within " + PATIENCE_MILLIS + " ms");
    }
  }

  private void refuse(String detail) {
    home.observer().refused(home.listener(), source, CloseReason.BAD_PROXY_HEADER, detail);
    sever(CloseReason.BAD_PROXY_HEADER).close();
  }

  @Override
  public SessionState state() {
    return SessionState.ANNOUNCED;
  }

  @Override
  public long begun() {
    return begun;
  }

  @Override
  public PumpSocket client() {
    return client;
  }

  /** It has no node yet, and goes on with any route. */
  @Override
  public boolean routeChanged(Route next) {
    return false;
  }

  @Override
  public Severed sever(CloseReason why) {
    home.leave(this);
    timer.cancel();
    return new Severed(home, client::close, Optional.empty(), why);
  }
}

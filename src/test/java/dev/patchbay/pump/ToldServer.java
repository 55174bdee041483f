package dev.patchbay.pump;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A listening socket without a system: a test says when there is something to accept. */
abstract class ToldServer implements RawServer, RawServer.Watch {
  private final Map<PumpLoop, Runnable> acceptable = new ConcurrentHashMap<>();

  /** Tells this loop, which must be watching. */
  void tell(PumpLoop loop) {
    loop.execute(acceptable.get(loop));
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public Watch watch(PumpLoop loop, Runnable newAcceptable) {
    acceptable.put(loop, newAcceptable);
    return this;
  }

  @Override
  public InetSocketAddress address() {
    return new InetSocketAddress(0);
  }

  @Override
  public void awaitAcceptable() {}

  @Override
  public void awaitTurn() {}

  @Override
  public void end() {}

  @Override
  public void close() {}
}

package dev.patchbay.web;

import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.NetServerImpl;
import io.vertx.core.net.impl.NetServerInternal;
import io.vertx.core.spi.transport.Transport;

/** A Vert.x whose one server accepts through a gate; all else is the original's. */
final class GatedVertx extends VertxWrapper {
  private final Transport transport;

  GatedVertx(VertxInternal original, AcceptGate gate) {
    super(original);
    this.transport = new GatedTransport(original.transport(), gate);
  }

  @Override
  public Transport transport() {
    return transport;
  }

  @Override
  public NetServerInternal createNetServer(NetServerOptions options) {
    return new NetServerImpl(this, options.copy());
  }
}

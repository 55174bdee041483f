package dev.patchbay.pump;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * A socket of the JDK. A selector reports a state, not an edge: so what was reported is not watched
 * any more until it is asked for again.
 */
final class NioSocket implements RawSocket, NioIoHandle {
  private final SocketChannel channel;
  private final boolean connectedAtOnce;
  private IoRegistration registration;
  private Ready ready;
  private NioIoOps watched;
  private boolean drained;

  /** A connection that was accepted, or one that is still being made. */
  NioSocket(SocketChannel channel) {
    this(channel, false);
  }

  /**
   * @param connectedAtOnce a connection that was asked for is there already, as happens on one
   *     machine; the selector will not say so
   */
  NioSocket(SocketChannel channel, boolean connectedAtOnce) {
    this.channel = channel;
    this.connectedAtOnce = connectedAtOnce;
  }

  @Override
  public void watch(PumpLoop loop, Ready newReady) throws IOException {
    ready = newReady;
    // There is room to write on a new connection, and that is reported as the end of the connect.
    watched =
        connectedAtOnce ? NioIoOps.WRITE : channel.isConnected() ? NioIoOps.NONE : NioIoOps.CONNECT;
    registration = Registrations.enter(loop, this, watched);
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    NioIoOps what = ((NioIoEvent) event).ops();
    watch(watched.without(what));
    ready.ready(
        what.contains(NioIoOps.READ),
        what.contains(NioIoOps.WRITE) || what.contains(NioIoOps.CONNECT),
        false);
  }

  private void watch(NioIoOps ops) {
    if (!ops.equals(watched) && channel.isOpen()) {
      watched = ops;
      registration.submit(ops);
    }
  }

  @Override
  public void tell(Ready next) {
    ready = next;
  }

  @Override
  public boolean finishConnect() throws IOException {
    return channel.finishConnect();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int got = channel.read(into);
    drained = got >= 0 && into.hasRemaining();
    return got;
  }

  @Override
  public boolean isDrained() {
    return drained;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    channel.write(from);
  }

  @Override
  public void awaitReadable() {
    watch(watched.with(NioIoOps.READ));
  }

  @Override
  public void awaitTurn() {
    awaitReadable();
  }

  @Override
  public void awaitWritable() {
    watch(watched.with(channel.isConnected() ? NioIoOps.WRITE : NioIoOps.CONNECT));
  }

  @Override
  public Optional<TcpInfo> info(ByteBuffer buffer) {
    return Optional.empty();
  }

  @Override
  public Optional<InetSocketAddress> peer() {
    try {
      return Optional.ofNullable((InetSocketAddress) channel.getRemoteAddress());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<InetSocketAddress> local() {
    try {
      return Optional.ofNullable((InetSocketAddress) channel.getLocalAddress());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void shutdownOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException | NotYetConnectedException e) {
      // The peer was faster: there is no connection left. Netty calls that "not yet connected".
    }
  }

  @Override
  public void close(boolean reset) {
    try {
      if (reset && channel.isOpen()) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      // The peer was faster: there is no connection left to reset.
    }
    close();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Whatever the system says, the descriptor is gone.
    }
    if (registration != null) {
      registration.cancel();
    }
  }

  @Override
  public SelectableChannel selectableChannel() {
    return channel;
  }
}

package dev.patchbay.pump;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A listening socket of the JDK, watched only while it is asked for: see {@link NioSocket}. One
 * loop watches it: of several all would be told of each connection.
 */
final class NioServer implements RawServer, RawServer.Watch, NioIoHandle {
  private final ServerSocketChannel channel;
  private final InetSocketAddress address;
  private IoRegistration registration;
  private Runnable acceptable;

  NioServer(ServerSocketChannel channel) throws IOException {
    this.channel = channel;
    this.address = (InetSocketAddress) channel.getLocalAddress();
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public Watch watch(PumpLoop loop, Runnable newAcceptable) throws IOException {
    acceptable = newAcceptable;
    registration = Registrations.enter(loop, this, NioIoOps.ACCEPT);
    return this;
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    registration.submit(NioIoOps.NONE);
    acceptable.run();
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public RawSocket accept() throws IOException {
    SocketChannel accepted = channel.accept();
    if (accepted == null) {
      return null;
    }
    try {
      accepted.configureBlocking(false);
      SocketSettings.apply(accepted);
      return new NioSocket(accepted);
    } catch (IOException | RuntimeException e) {
      accepted.close();
      throw e;
    }
  }

  @Override
  public void awaitAcceptable() {
    if (channel.isOpen() && registration.isValid()) {
      registration.submit(NioIoOps.ACCEPT);
    }
  }

  @Override
  public void awaitTurn() {
    awaitAcceptable();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Whatever the system says, the descriptor is gone.
    }
  }

  @Override
  public void end() {
    registration.cancel();
  }

  @Override
  public SelectableChannel selectableChannel() {
    return channel;
  }
}

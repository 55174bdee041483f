package dev.patchbay.web;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;

/**
 * A transport that puts a gate before the accepting channel of a server. This is the one place
 * where Vert.x shows the bootstrap of a server before it binds.
 */
final class GatedTransport implements Transport {
  private final Transport original;
  private final AcceptGate gate;

  GatedTransport(Transport original, AcceptGate gate) {
    this.original = original;
    this.gate = gate;
  }

  @Override
  public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
    original.configure(options, domainSocket, bootstrap);
    bootstrap.handler(gate);
  }

  @Override
  public void configure(
      ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
    original.configure(options, connectTimeout, domainSocket, bootstrap);
  }

  @Override
  public boolean supportsDomainSockets() {
    return original.supportsDomainSockets();
  }

  @Override
  public boolean supportFileRegion() {
    return original.supportFileRegion();
  }

  @Override
  public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
    return original.convert(address);
  }

  @Override
  public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
    return original.convert(address);
  }

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    return original.ioHandlerFactory();
  }

  @Override
  public DatagramChannel datagramChannel() {
    return original.datagramChannel();
  }

  @Override
  @SuppressWarnings("deprecation")
  public DatagramChannel datagramChannel(io.netty.channel.socket.InternetProtocolFamily family) {
    return original.datagramChannel(family);
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    return original.channelFactory(domainSocket);
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    return original.serverChannelFactory(domainSocket);
  }
}

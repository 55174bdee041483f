package dev.patchbay.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;

/** The first in a connection's pipeline, before TLS: tells the list of what comes and goes. */
final class GuestHandler extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<Guest> GUEST = AttributeKey.valueOf(Guest.class, "guest");

  /** Providers give a whole network of this length to each customer. */
  private static final int IPV6_PREFIX_BYTES = 8;

  private final GuestRoom room;
  private Guest guest;

  GuestHandler(GuestRoom room) {
    this.room = room;
  }

  /** Whose request this is. On the event loop of its connection. */
  static Guest of(HttpServerRequest request) {
    HttpServerConnection connection = (HttpServerConnection) request.connection();
    return connection.channelHandlerContext().channel().attr(GUEST).get();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    guest = new Guest(room.guests(), wire(ctx), source(ctx.channel().remoteAddress()));
    ctx.channel().attr(GUEST).set(guest);
    room.add(guest, ctx.channel().eventLoop());
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    guest.heard();
    ctx.fireChannelRead(bytes);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    room.guests().remove(guest);
    ctx.fireChannelInactive();
  }

  private static Guest.Wire wire(ChannelHandlerContext ctx) {
    return new Guest.Wire() {
      @Override
      public boolean hasUnsent() {
        ChannelOutboundBuffer unsent = ctx.channel().unsafe().outboundBuffer();
        return unsent != null && unsent.totalPendingWriteBytes() > 0;
      }

      @Override
      public void close() {
        // From here, not through the pipeline: TLS would wait for its farewell to be taken.
        ctx.close();
      }
    };
  }

  private static Object source(SocketAddress remote) {
    if (remote instanceof InetSocketAddress inet) {
      InetAddress address = inet.getAddress();
      return address instanceof Inet6Address ? prefix(address.getAddress()) : address;
    }
    return "unknown";
  }

  private static List<Byte> prefix(byte[] address) {
    Byte[] boxed = new Byte[IPV6_PREFIX_BYTES];
    Arrays.setAll(boxed, i -> address[i]);
    return List.of(boxed);
  }
}

package dev.patchbay.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;

/** The first in a connection's pipeline, before TLS: tells the list of what comes and goes. */
final class GuestHandler extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<GuestHandler> HANDLER =
      AttributeKey.valueOf(GuestHandler.class, "handler");

  /** Providers give a whole network of this length to each customer. */
  private static final int IPV6_PREFIX_BYTES = 8;

  private final GuestRoom room;
  private final boolean tls;
  private boolean begun;
  private boolean refused;
  private Guest guest;
  private StrictDecoder decoder;
  private Runnable held;

  /**
   * @param tls whether TLS is spoken here
   */
  GuestHandler(GuestRoom room, boolean tls) {
    this.room = room;
    this.tls = tls;
  }

  /** Whose request this is. On the event loop of its connection. */
  static Guest of(HttpServerRequest request) {
    return of(request.connection()).guest;
  }

  private static GuestHandler of(HttpConnection connection) {
    return context(connection).channel().attr(HANDLER).get();
  }

  private static ChannelHandlerContext context(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext();
  }

  /** Puts our own decoder in place of Vert.x's, before it has seen a byte. */
  static void makeStrict(HttpConnection connection, HttpServerOptions options) {
    StrictDecoder decoder = new StrictDecoder(options);
    context(connection).pipeline().replace(VertxHttpRequestDecoder.class, "httpDecoder", decoder);
    of(connection).decoder = decoder;
  }

  /** A request is taken up. */
  static GuestHandler requestBegan(HttpServerRequest request) {
    GuestHandler handler = of(request.connection());
    handler.decoder.requestBegan();
    handler.guest.requestBegan();
    return handler;
  }

  Guest guest() {
    return guest;
  }

  /**
   * Handles a request when the answers before it have been taken. Vert.x looks at that only when a
   * whole read has been handled, and 64 KiB may have 3,600 requests.
   */
  void handleInTurn(HttpServerRequest request, Handler<HttpServerRequest> handler) {
    Channel channel = context(request.connection()).channel();
    if (!channel.isWritable()) {
      channel.flush();
    }
    if (channel.isWritable()) {
      handler.handle(request);
    } else {
      request.pause();
      held =
          () -> {
            request.resume();
            handler.handle(request);
          };
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.channel().attr(HANDLER).set(this);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    guest = new Guest(room.guests(), wire(ctx), source(ctx.channel().remoteAddress()));
    room.add(guest, ctx.channel().eventLoop());
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    guest.heard();
    refused |= tls && !begun && bytes instanceof ByteBuf first && PlainHttp.begins(first);
    if (refused) {
      ReferenceCountUtil.release(bytes);
    }
    if (refused && !begun) {
      PlainHttp.answer(ctx);
    }
    begun = true;
    if (!refused) {
      ctx.fireChannelRead(bytes);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ctx.fireChannelWritabilityChanged();
    if (held != null && ctx.channel().isWritable()) {
      Runnable task = held;
      held = null;
      task.run();
    }
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

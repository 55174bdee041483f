package dev.patchbay.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Vert.x's decoder of requests, with two limits more. Headers are limited by their number as well:
 * 16 KiB of headers of two letters became 640 KiB of objects. And of requests that wait behind
 * others only a few are made into objects, the rest stay bytes: for a client that asks and asks and
 * reads no answer, 620 KiB were kept. On the connection's event loop.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {
  /** Browsers send 20, a chain of load balancers adds 10. */
  static final int MOST_HEADERS = 100;

  private static final int MOST_WAITING = 32;

  private ChannelHandlerContext ctx;
  private int headers;
  private int waiting;
  private boolean stalled;

  StrictDecoder(HttpServerOptions options) {
    super(options);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    super.handlerAdded(ctx);
    this.ctx = ctx;
  }

  /** One of the requests has been taken up. */
  void requestBegan() {
    waiting--;
    if (stalled && waiting < MOST_WAITING / 2) {
      stalled = false;
      ctx.executor().execute(this::goOn);
    }
  }

  private void goOn() {
    try {
      channelRead(ctx, Unpooled.EMPTY_BUFFER);
      channelReadComplete(ctx);
    } catch (Exception e) {
      ctx.fireExceptionCaught(e);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out)
      throws Exception {
    if (waiting < MOST_WAITING) {
      super.decode(ctx, bytes, out);
    } else {
      stalled = true;
    }
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) {
    waiting++;
    headers = 0;
    return super.createMessage(initialLine);
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    if (++headers > MOST_HEADERS) {
      throw new TooLongHttpHeaderException("more than " + MOST_HEADERS + " headers");
    }
    return super.splitHeaderName(line, start, length);
  }
}

package dev.patchbay.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.CharsetUtil;

/** The answer to a client that speaks plain HTTP where TLS is spoken. */
final class PlainHttp {
  private static final String ANSWER =
      "HTTP/1.0 400 Bad Request\r\n"
          + "Content-Type: text/plain; charset=utf-8\r\n"
          + SafeHeaders.lines()
          + "Connection: close\r\n"
          + "\r\n"
          + "This port speaks TLS: use https.\n";

  private PlainHttp() {}

  /** Whether a connection that begins so is HTTP: a method begins with a letter, TLS never does. */
  static boolean begins(ByteBuf bytes) {
    if (!bytes.isReadable()) {
      return false;
    }
    byte first = bytes.getByte(bytes.readerIndex());
    return first >= 'A' && first <= 'Z';
  }

  /** Answers, past TLS, and closes. */
  static void answer(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(Unpooled.copiedBuffer(ANSWER, CharsetUtil.US_ASCII))
        .addListener(ChannelFutureListener.CLOSE);
  }
}

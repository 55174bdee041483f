package dev.patchbay.pump;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import java.util.LinkedHashMap;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/** The options of every socket of a session, on both sides alike. */
final class SocketSettings {
  /** A silent peer is asked after 30 s, then every 10 s, and given up after 3 questions. */
  private static final int KEEPALIVE_IDLE_SECONDS = 30;

  private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
  private static final int KEEPALIVE_COUNT = 3;

  /** A peer that takes no byte of what was sent for so long is given up. */
  private static final int USER_TIMEOUT_MILLIS = 30_000;

  /**
   * A side that has this many bytes waiting to be sent stops the reading on the other side, until
   * they are down to a quarter.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  private SocketSettings() {}

  static Map<ChannelOption<?>, Object> of(boolean epoll) {
    Map<ChannelOption<?>, Object> options = new LinkedHashMap<>();
    options.put(ChannelOption.AUTO_READ, false);
    options.put(ChannelOption.ALLOW_HALF_CLOSURE, true);
    // A peer that takes no more may have sent something before: see RelayHalf.outputFailed.
    options.put(ChannelOption.AUTO_CLOSE, false);
    options.put(ChannelOption.TCP_NODELAY, true);
    options.put(ChannelOption.SO_KEEPALIVE, true);
    options.put(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    options.put(ChannelOption.RECVBUF_ALLOCATOR, readBuffers());
    if (epoll) {
      options.put(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
      options.put(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS);
      options.put(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_COUNT);
      options.put(EpollChannelOption.TCP_USER_TIMEOUT, USER_TIMEOUT_MILLIS);
    } else {
      options.put(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEEPALIVE_IDLE_SECONDS);
      options.put(
          NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEPALIVE_INTERVAL_SECONDS);
      options.put(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEPALIVE_COUNT);
    }
    return options;
  }

  /**
   * Grows with what a socket delivers: a query needs little, a bulk load is fast only with much.
   */
  private static RecvByteBufAllocator readBuffers() {
    return new AdaptiveRecvByteBufAllocator(1024, 4096, 256 * 1024);
  }
}

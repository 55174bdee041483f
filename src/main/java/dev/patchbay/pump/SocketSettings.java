package dev.patchbay.pump;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** The options of every socket of a session, on both sides alike. */
final class SocketSettings {
  /** A silent peer is asked after 30 s, then every 10 s, and given up after 3 questions. */
  private static final int KEEPALIVE_IDLE_SECONDS = 30;

  private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
  private static final int KEEPALIVE_COUNT = 3;

  /** A peer that takes no byte of what was sent for so long is given up. */
  private static final int USER_TIMEOUT_MILLIS = 30_000;

  /** Linux's numbers, from netinet/in.h and netinet/tcp.h; the same on every architecture. */
  static final int IPPROTO_TCP = 6;

  static final int TCP_KEEPIDLE = 4;
  static final int TCP_KEEPINTVL = 5;
  static final int TCP_KEEPCNT = 6;
  static final int TCP_USER_TIMEOUT = 18;

  private SocketSettings() {}

  /** Sets them on one of Linux's sockets. */
  static void apply(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    socket.setIntOpt(IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
    socket.setIntOpt(IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS);
    socket.setIntOpt(IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_COUNT);
    socket.setIntOpt(IPPROTO_TCP, TCP_USER_TIMEOUT, USER_TIMEOUT_MILLIS);
  }

  /** Sets them on one of the JDK's sockets, which has no name for the last one. */
  static void apply(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
    channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
    channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_COUNT);
  }
}

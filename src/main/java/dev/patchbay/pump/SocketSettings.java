package dev.patchbay.pump;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/**
 * The options of every socket of a session, on both sides alike.
 *
 * <p>TCP_USER_TIMEOUT is not among them. It would overrule the number of keepalive's questions, so
 * that one lost question ends a session, and would end the session of a living peer that takes
 * nothing for a while. {@link LivenessSweep} does in its place what it is for.
 */
final class SocketSettings {
  /** A silent peer is asked after 30 s, then every 10 s, and given up after 3 questions. */
  private static final int KEEPALIVE_IDLE_SECONDS = 30;

  private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
  private static final int KEEPALIVE_COUNT = 3;

  /**
   * The longest pause between two questions to a peer that owes an answer. The system's own, two
   * minutes, is reached by every window that stays closed, and a peer that dies then is noticed
   * late; see {@link Silence}.
   */
  private static final int LONGEST_PAUSE_MILLIS = 15_000;

  /**
   * What the system may hold for a peer that has not even been sent, in bytes: one read. Without it
   * the system keeps up to net.ipv4.tcp_wmem, 4 MiB as a rule, for each peer that has stopped
   * reading; a few hundred of these take all memory that it has for TCP, and then everybody waits.
   * What is on its way to a peer is not counted (tcp(7)), but a fast one is woken for more often: a
   * twentieth of a bulk load's rate, measured over loopback. So it is set only where sessions are
   * many, see {@link UnsentBudget#FEW_SESSIONS}. What the other side has sent meanwhile is bounded
   * by net.ipv4.tcp_rmem alone: a limit of ours would slow a load over a long way.
   */
  static final int MOST_NOT_SENT_BYTES = PumpLoop.READ_BYTES;

  /** Linux's numbers, from netinet/in.h and netinet/tcp.h; the same on every architecture. */
  static final int IPPROTO_TCP = 6;

  static final int TCP_KEEPIDLE = 4;
  static final int TCP_KEEPINTVL = 5;
  static final int TCP_KEEPCNT = 6;
  static final int TCP_USER_TIMEOUT = 18;
  static final int TCP_NOTSENT_LOWAT = 25;

  /** Linux from 6.15 on. */
  static final int TCP_RTO_MAX_MS = 44;

  private static final boolean HAS_RTO_MAX = hasRtoMax();

  private SocketSettings() {}

  /** Sets them all on one of Linux's sockets. */
  static void apply(Socket socket) throws IOException {
    applyFirst(socket);
    applyLater(socket);
  }

  /** Sets what counts from the first byte on. */
  static void applyFirst(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
  }

  /** Bounds what the system holds for a peer that stops reading. */
  static void limitUnsent(Socket socket) throws IOException {
    socket.setIntOpt(IPPROTO_TCP, TCP_NOTSENT_LOWAT, MOST_NOT_SENT_BYTES);
  }

  /**
   * Sets what counts for a session that lives longer than some seconds: five system calls, which
   * were a seventh of those of a short one.
   */
  static void applyLater(Socket socket) throws IOException {
    socket.setKeepAlive(true);
    socket.setIntOpt(IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
    socket.setIntOpt(IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS);
    socket.setIntOpt(IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_COUNT);
    if (HAS_RTO_MAX) {
      socket.setIntOpt(IPPROTO_TCP, TCP_RTO_MAX_MS, LONGEST_PAUSE_MILLIS);
    }
  }

  /** Sets them on one of the JDK's sockets, which has no name for the last two. */
  static void apply(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
    channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
    channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_COUNT);
  }

  private static boolean hasRtoMax() {
    if (!Epoll.isAvailable()) {
      return false;
    }
    Socket socket = LinuxSocket.newSocketStream();
    try {
      socket.setIntOpt(IPPROTO_TCP, TCP_RTO_MAX_MS, LONGEST_PAUSE_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      closeQuietly(socket);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Whatever the system says, the descriptor is gone.
    }
  }
}

package dev.patchbay.pump;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A datagram to a Unix socket, which the JDK cannot send. Blocks for a while if the receiver is
 * behind; not for event loops.
 */
public final class LocalDatagram {
  private static final int TRIES = 100;
  private static final int PAUSE_MILLIS = 50;

  private LocalDatagram() {}

  /**
   * Sends one datagram.
   *
   * @param address a path, or {@code @} and a name that is in no file system
   * @throws IOException if it was not taken, after five seconds at the most, or if this system has
   *     none of Netty's native libraries
   */
  public static void send(String address, String text) throws IOException, InterruptedException {
    if (!Epoll.isAvailable()) {
      throw new IOException("needs Netty's native library: " + Epoll.unavailabilityCause());
    }
    byte[] to = address.getBytes(StandardCharsets.UTF_8);
    if (address.startsWith("@")) {
      to[0] = 0;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    Socket socket = Socket.newSocketDomainDgram();
    try {
      for (int left = TRIES; socket.sendToDomainSocket(buffer, 0, bytes.length, to) <= 0; left--) {
        if (left == 0) {
          throw new IOException("the receiver takes nothing");
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } finally {
      socket.close();
    }
  }
}

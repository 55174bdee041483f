package dev.patchbay.pump;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.function.Function;

/**
 * One of Linux's listening sockets, watched by several loops at once. Each connection is told to
 * one of them (EPOLLEXCLUSIVE).
 */
abstract class LinuxServer implements RawServer {
  /** EPOLLEXCLUSIVE, which Netty has no name for. */
  static final int EXCLUSIVE = 1 << 28;

  /** Netty puts a peer's address there, behind its length. */
  private static final int ADDRESS_ROOM = 26;

  final Socket socket;
  private final InetSocketAddress address;
  private final Function<Socket, LinuxRawSocket> accepted;

  LinuxServer(Socket socket, Function<Socket, LinuxRawSocket> accepted) {
    this.socket = socket;
    this.address = socket.localAddress();
    this.accepted = accepted;
  }

  @Override
  public final boolean isShared() {
    return true;
  }

  @Override
  public final RawSocket accept() throws IOException {
    // Of this call alone: several loops accept at once, and one would read of another's peer.
    byte[] peer = new byte[ADDRESS_ROOM];
    int descriptor = socket.accept(peer);
    if (descriptor < 0) {
      return null;
    }
    LinuxRawSocket made = accepted.apply(new Socket(descriptor));
    made.from(Arrays.copyOfRange(peer, 1, 1 + peer[0]));
    return made;
  }

  @Override
  public final InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    if (!socket.isOpen()) {
      return;
    }
    try {
      socket.close();
    } catch (IOException e) {
      // Whatever the system says, the descriptor is gone.
    }
  }
}

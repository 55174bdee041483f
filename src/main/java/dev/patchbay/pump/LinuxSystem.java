package dev.patchbay.pump;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.function.Function;

/** Linux's sockets, through Netty's native library. */
final class LinuxSystem implements SocketSystem {
  private final Function<Socket, RawSocket> dialled;
  private final Function<Socket, RawServer> listening;

  private LinuxSystem(Function<Socket, RawSocket> dialled, Function<Socket, RawServer> listening) {
    this.dialled = dialled;
    this.listening = listening;
  }

  /** Watched by epoll. */
  static LinuxSystem epoll() {
    return new LinuxSystem(socket -> new EpollSocket(socket, false), EpollServer::new);
  }

  /** Watched by io_uring. */
  static LinuxSystem ring() {
    return new LinuxSystem(socket -> new UringSocket(socket, false), UringServer::new);
  }

  @Override
  public RawSocket connect(InetSocketAddress remote) throws IOException {
    Socket socket =
        LinuxSocket.newSocketStream(
            Socket.isIPv6Preferred() && remote.getAddress() instanceof Inet6Address);
    try {
      SocketSettings.applyFirst(socket);
      socket.connect(remote);
      return dialled.apply(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public RawServer listen(InetSocketAddress local, int backlog) throws IOException {
    Socket socket = LinuxSocket.newSocketStream();
    try {
      socket.setReuseAddress(true);
      // Linux hands the options of a listening socket down to those that it accepts.
      SocketSettings.apply(socket);
      socket.bind(local);
      socket.listen(backlog);
      return listening.apply(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}

package dev.patchbay.pump;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Linux's sockets, watched through io_uring. */
final class UringSystem implements SocketSystem {

  @Override
  public RawSocket connect(InetSocketAddress remote) throws IOException {
    Socket socket =
        LinuxSocket.newSocketStream(
            Socket.isIPv6Preferred() && remote.getAddress() instanceof Inet6Address);
    try {
      SocketSettings.applyFirst(socket);
      socket.connect(remote);
      return UringSocket.dialled(socket);
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
      return new UringServer(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}

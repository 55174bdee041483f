package dev.patchbay.pump;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A listening socket watched by epoll, edge-triggered. */
final class EpollServer implements RawServer, EpollIoHandle {
  /** Room for Netty to put a peer's address, which nobody asks for. */
  private final byte[] peer = new byte[26];

  private final Socket socket;
  private final InetSocketAddress address;
  private IoRegistration registration;
  private Runnable acceptable;

  EpollServer(Socket socket) {
    this.socket = socket;
    this.address = socket.localAddress();
  }

  @Override
  public void watch(PumpLoop loop, Runnable newAcceptable) throws IOException {
    acceptable = newAcceptable;
    registration = Registrations.enter(loop, this, EpollSocket.EVERYTHING);
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    acceptable.run();
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public RawSocket accept() throws IOException {
    int accepted = socket.accept(peer);
    return accepted < 0 ? null : new EpollSocket(new Socket(accepted));
  }

  @Override
  public void awaitAcceptable() {
    // The edge comes unasked.
  }

  @Override
  public void awaitTurn() {
    // Entering it anew brings the edge again, behind those of the others.
    registration.submit(EpollSocket.EVERYTHING);
  }

  @Override
  public FileDescriptor fd() {
    return socket;
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
    if (registration != null) {
      registration.cancel();
    }
  }
}

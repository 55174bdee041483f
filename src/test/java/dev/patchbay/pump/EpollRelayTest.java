package dev.patchbay.pump;

import dev.patchbay.testing.Transport;

class EpollRelayTest extends LinuxRelayContract {
  EpollRelayTest() {
    super(Transport.EPOLL);
  }
}

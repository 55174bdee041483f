package dev.patchbay.pump;

import dev.patchbay.testing.Transport;

class UringRelayTest extends LinuxRelayContract {
  UringRelayTest() {
    super(Transport.IO_URING);
  }
}

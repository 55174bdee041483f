package dev.patchbay.pump;

import dev.patchbay.testing.Transport;

class NioRelayTest extends RelayContract {
  NioRelayTest() {
    super(Transport.JDK);
  }
}

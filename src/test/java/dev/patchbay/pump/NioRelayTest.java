package dev.patchbay.pump;

class NioRelayTest extends RelayContract {
  NioRelayTest() {
    super(false);
  }
}

package dev.patchbay.pump;

class EpollRelayTest extends RelayContract {
  EpollRelayTest() {
    super(true);
  }
}

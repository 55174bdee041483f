package dev.patchbay.pump;

class EpollTls13RelayTest extends TlsRelayContract {
  EpollTls13RelayTest() {
    super(true, "TLSv1.3");
  }
}

package dev.patchbay.pump;

class EpollTls12RelayTest extends TlsRelayContract {
  EpollTls12RelayTest() {
    super(true, "TLSv1.2");
  }
}

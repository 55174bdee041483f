package dev.patchbay.pump;

class NioTls13RelayTest extends TlsRelayContract {
  NioTls13RelayTest() {
    super(false, "TLSv1.3");
  }
}

package dev.patchbay.pump;

class UringTls13RelayTest extends TlsRelayContract {
  UringTls13RelayTest() {
    super(true, true, "TLSv1.3");
  }
}

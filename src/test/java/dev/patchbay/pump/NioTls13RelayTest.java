package dev.patchbay.pump;

import dev.patchbay.testing.Transport;

class NioTls13RelayTest extends TlsRelayContract {
  NioTls13RelayTest() {
    super(Transport.JDK, "TLSv1.3");
  }
}

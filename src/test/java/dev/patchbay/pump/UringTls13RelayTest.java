package dev.patchbay.pump;

import dev.patchbay.testing.Transport;

class UringTls13RelayTest extends TlsRelayContract {
  UringTls13RelayTest() {
    super(Transport.IO_URING, "TLSv1.3");
  }
}

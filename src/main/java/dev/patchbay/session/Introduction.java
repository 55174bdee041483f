package dev.patchbay.session;

import dev.patchbay.pump.PumpSocket;
import dev.patchbay.topology.HeaderToNode;
import dev.patchbay.wire.ProxyHeader;

/** What a node is told of the client before anything else. */
final class Introduction {
  private static final byte[] NOTHING = {};

  private Introduction() {}

  /**
   * The header's bytes; none where it is off. A client that is not known any more is named nobody.
   */
  static byte[] of(PumpSocket client, HeaderToNode kind) {
    return switch (kind) {
      case OFF -> NOTHING;
      case V1 -> header(client).version1();
      case V2 -> header(client).version2();
    };
  }

  private static ProxyHeader header(PumpSocket client) {
    return client
        .ends()
        .map(ends -> ProxyHeader.of(ends.client(), ends.server()))
        .orElse(ProxyHeader.NOBODY);
  }
}

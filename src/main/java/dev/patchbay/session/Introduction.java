package dev.patchbay.session;

import dev.patchbay.pump.Inspector;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.topology.HeaderToNode;
import dev.patchbay.wire.LoginWatch;
import dev.patchbay.wire.ProxyHeader;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.util.Optional;

/**
 * What a node is told of the client before anything else, and that nothing else is told by the
 * client itself.
 */
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

  /** Keeps the client from saying something else of itself. */
  static Inspector only(PumpSocket client, SessionLoop home) {
    LoginWatch login = new LoginWatch();
    Optional<InetSocketAddress> source = client.peer();
    return bytes -> {
      try {
        return login.take(bytes) ? Inspector.Finding.ENOUGH : Inspector.Finding.MORE;
      } catch (ProtocolException e) {
        source.ifPresent(
            from ->
                home.observer()
                    .refused(
                        home.listener(),
                        from.getAddress(),
                        CloseReason.BAD_PROXY_HEADER,
                        e.getMessage()));
        return Inspector.Finding.REFUSED;
      }
    };
  }

  private static ProxyHeader header(PumpSocket client) {
    return client
        .ends()
        .map(ends -> ProxyHeader.of(ends.client(), ends.server()))
        .orElse(ProxyHeader.NOBODY);
  }
}

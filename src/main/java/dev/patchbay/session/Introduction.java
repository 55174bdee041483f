package dev.patchbay.session;

import dev.patchbay.pump.Inspector;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.pump.Relay;
import dev.patchbay.topology.HeaderToNode;
import dev.patchbay.wire.LoginWatch;
import dev.patchbay.wire.ProxyHeader;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a node is told of the client before anything else, and that nothing else is told by the
 * client itself.
 */
final class Introduction {
  private Introduction() {}

  /** Begins the relay, with the header where one is to be sent. It may end while it does. */
  static void begin(Relay relay, SessionLoop home) {
    PumpSocket client = relay.client();
    switch (home.spec().entrance().headerToNode()) {
      case OFF -> relay.begin();
      // A client that is not known any more is named nobody.
      case V1 -> relay.begin(header(client).version1(), only(client, home));
      case V2 -> relay.begin(header(client).version2(), only(client, home));
    }
  }

  /** As {@link #begin(Relay, SessionLoop)}, and shows these what passes. */
  static void begin(Relay relay, SessionLoop home, Inspector ofClient, Inspector ofNode) {
    PumpSocket client = relay.client();
    relay.inspect(ofClient, ofNode);
    switch (home.spec().entrance().headerToNode()) {
      case OFF -> relay.begin();
      case V1 -> relay.begin(header(client).version1(), new BothLook(only(client, home), ofClient));
      case V2 -> relay.begin(header(client).version2(), new BothLook(only(client, home), ofClient));
    }
  }

  /** What the node is told first of this client; empty where it is nothing. */
  static Optional<byte[]> of(PumpSocket client, SessionLoop home) {
    return switch (home.spec().entrance().headerToNode()) {
      case OFF -> Optional.empty();
      // A client that is not known any more is named nobody.
      case V1 -> Optional.of(header(client).version1());
      case V2 -> Optional.of(header(client).version2());
    };
  }

  /**
   * Begins a relay whose node has been told of the client, and has its login.
   *
   * @param login as the client has sent it
   */
  static void goesOn(
      Relay relay, SessionLoop home, byte[] login, Inspector ofClient, Inspector ofNode) {
    if (home.spec().entrance().headerToNode() == HeaderToNode.OFF) {
      relay.inspect(ofClient, ofNode);
    } else {
      Inspector only = only(relay.client(), home);
      only.inspect(ByteBuffer.wrap(login));
      relay.inspect(new BothLook(only, ofClient), ofNode);
    }
    relay.begin();
  }

  /** Keeps the client from saying something else of itself. */
  private static Inspector only(PumpSocket client, SessionLoop home) {
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

  /** What the node is told first where there is no client any more; empty where it is nothing. */
  static Optional<byte[]> ofNobody(SessionLoop home) {
    return switch (home.spec().entrance().headerToNode()) {
      case OFF -> Optional.empty();
      case V1 -> Optional.of(ProxyHeader.NOBODY.version1());
      case V2 -> Optional.of(ProxyHeader.NOBODY.version2());
    };
  }

  private static ProxyHeader header(PumpSocket client) {
    return client
        .ends()
        .map(ends -> ProxyHeader.of(ends.client(), ends.server()))
        .orElse(ProxyHeader.NOBODY);
  }
}

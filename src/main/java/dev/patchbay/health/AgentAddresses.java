package dev.patchbay.health;

import dev.patchbay.topology.Node;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Where a node's agent is reached, first and, while a cluster is moved to TLS, second. The client's
 * own time limits go by the clock on the wall and end no check: they only clear away what a check
 * has given up.
 */
final class AgentAddresses {
  /** So much longer than a check the client's own limits are. */
  private static final int CLEAR_AWAY_MILLIS = 2000;

  /** Where agents listen that have not been moved to TLS yet. */
  private static final int PLAIN_PORT = 9200;

  private static final int MAX_HEADER_BYTES = 8192;

  private final int timeoutMillis;
  private final Optional<CheckSettings.Tls> tls;

  AgentAddresses(int timeoutMillis, Optional<CheckSettings.Tls> tls) {
    this.timeoutMillis = timeoutMillis;
    this.tls = tls;
  }

  /** How to connect first, and to which port; the address is still to be set. */
  HttpConnectOptions first(Node node) {
    if (tls.isEmpty()) {
      return plain(node, node.statusPort(), timeoutMillis);
    }
    // The connection goes to the node, while the certificate must be for the configured name.
    return new HttpConnectOptions()
        .setHost(tls.get().serverName())
        .setPort(node.statusPort())
        .setSsl(true)
        .setConnectTimeout(clearAwayMillis(timeoutMillis));
  }

  /** The same for the second try, if there is one. */
  Optional<HttpConnectOptions> second(Node node) {
    return tls.map(t -> plain(node, PLAIN_PORT, timeoutMillis));
  }

  private static HttpConnectOptions plain(Node node, int port, int timeoutMillis) {
    return new HttpConnectOptions()
        .setHost(node.host())
        .setPort(port)
        .setSsl(false)
        .setConnectTimeout(clearAwayMillis(timeoutMillis));
  }

  /** An address where nobody can be, asked for as the first try of a check is. */
  HttpConnectOptions nobody() {
    return first(new Node("nobody", "127.0.0.1", 0, 0, "/"))
        .setServer(SocketAddress.inetSocketAddress(0, "127.0.0.1"));
  }

  private static int clearAwayMillis(int timeoutMillis) {
    return (int) Math.min(Integer.MAX_VALUE, (long) timeoutMillis + CLEAR_AWAY_MILLIS);
  }

  static HttpClientOptions clientOptions(int timeoutMillis, Optional<CheckSettings.Tls> tls) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setKeepAlive(true)
            .setTcpKeepAlive(true)
            .setTcpNoDelay(true)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxInitialLineLength(MAX_HEADER_BYTES)
            .setDecompressionSupported(false);
    tls.ifPresent(
        t ->
            options
                .setSslHandshakeTimeout(clearAwayMillis(timeoutMillis))
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setVerifyHost(true)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(t.ca()))));
    return options;
  }
}

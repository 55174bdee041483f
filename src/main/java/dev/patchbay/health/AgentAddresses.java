package dev.patchbay.health;

import dev.patchbay.cluster.Backend;
import dev.patchbay.config.AgentTlsConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Where a node's agent is reached, first and, while a cluster is moved to TLS, second. */
final class AgentAddresses {
  /** Where agents listen that have not been moved to TLS yet. */
  private static final int PLAIN_PORT = 9200;

  private static final int MAX_HEADER_BYTES = 8192;

  private final int timeoutMillis;
  private final Optional<AgentTlsConfig> tls;

  AgentAddresses(int timeoutMillis, Optional<AgentTlsConfig> tls) {
    this.timeoutMillis = timeoutMillis;
    this.tls = tls;
  }

  HttpConnectOptions first(Backend backend) {
    if (tls.isEmpty()) {
      return plain(backend, backend.statusPort(), timeoutMillis);
    }
    // The connection goes to the node, while the certificate must be for the configured name. It
    // has half of the time, so that the second try has some left when the first one hangs.
    return new HttpConnectOptions()
        .setServer(SocketAddress.inetSocketAddress(backend.statusPort(), backend.host()))
        .setHost(tls.get().serverName())
        .setPort(backend.statusPort())
        .setSsl(true)
        .setConnectTimeout(Math.max(1, timeoutMillis / 2));
  }

  Optional<HttpConnectOptions> second(Backend backend) {
    return tls.map(t -> plain(backend, PLAIN_PORT, timeoutMillis));
  }

  private static HttpConnectOptions plain(Backend backend, int port, int timeoutMillis) {
    return new HttpConnectOptions()
        .setHost(backend.host())
        .setPort(port)
        .setSsl(false)
        .setConnectTimeout(timeoutMillis);
  }

  static HttpClientOptions clientOptions(int timeoutMillis, Optional<AgentTlsConfig> tls) {
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
                .setSslHandshakeTimeout(Math.max(1, timeoutMillis / 2))
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setVerifyHost(true)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(t.ca()))));
    return options;
  }
}

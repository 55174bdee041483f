package dev.patchbay.peers;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyUri;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManager;

/** How another proxy is spoken to. */
final class PeerClient {
  static final int TIMEOUT_MILLIS = 2000;
  private static final int MAX_HEADER_BYTES = 8192;

  private PeerClient() {}

  /**
   * @param own the entries that are this proxy's own address
   */
  record Prepared(TrustManager trust, Set<ProxyUri> own) {}

  /** Reads files and asks the system; blocks. */
  static Prepared prepare(PatchbayConfig config) throws Exception {
    OwnAddresses own = OwnAddresses.find(config.bindAddress(), config.api().port());
    return new Prepared(
        PeerTrust.manager(config.api().tls()),
        config.api().proxyUris().stream()
            .map(ProxyUri::of)
            .filter(uri -> uri.address().filter(own::contain).isPresent())
            .collect(Collectors.toSet()));
  }

  /** The header's value with the API's credentials, which all proxies share. */
  static String authorization(ApiConfig api) {
    byte[] credentials = (api.username() + ":" + api.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(credentials);
  }

  static HttpClientOptions options(TrustManager trust) {
    return new HttpClientOptions()
        .setConnectTimeout(TIMEOUT_MILLIS)
        .setSslHandshakeTimeout(TIMEOUT_MILLIS)
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setVerifyHost(true)
        .setTrustOptions(TrustOptions.wrap(trust))
        // Long enough for the second question, and too short for the next round.
        .setKeepAliveTimeout(1)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(MAX_HEADER_BYTES);
  }
}

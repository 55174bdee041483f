package dev.patchbay.peers;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyUri;
import dev.patchbay.config.ProxyUri.Address;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
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
   * @param trust whose certificates are accepted; empty if nobody is asked by https
   * @param own the entries that are this proxy's own address
   */
  record Prepared(Optional<TrustManager> trust, Set<ProxyUri> own) {}

  /** Reads files and asks the system; blocks. */
  static Prepared prepare(PatchbayConfig config) throws Exception {
    List<ProxyUri> uris = config.api().proxyUris().stream().map(ProxyUri::of).toList();
    // Reading all authorities takes long at the start, where the first choice waits for the
    // answers.
    boolean secure = uris.stream().flatMap(u -> u.address().stream()).anyMatch(Address::https);
    OwnAddresses own = OwnAddresses.find(config.bindAddress(), config.api().port());
    return new Prepared(
        secure ? Optional.of(PeerTrust.manager(config.api().tls())) : Optional.empty(),
        uris.stream()
            .filter(uri -> uri.address().filter(own::contain).isPresent())
            .collect(Collectors.toSet()));
  }

  /** The header's value with the API's credentials, which all proxies share. */
  static String authorization(ApiConfig api) {
    byte[] credentials = (api.username() + ":" + api.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(credentials);
  }

  static HttpClientOptions options(Optional<TrustManager> trust) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout(TIMEOUT_MILLIS)
            .setSslHandshakeTimeout(TIMEOUT_MILLIS)
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
            .setVerifyHost(true)
            // Long enough for the second question, and too short for the next round.
            .setKeepAliveTimeout(1)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxInitialLineLength(MAX_HEADER_BYTES);
    trust.ifPresent(t -> options.setTrustOptions(TrustOptions.wrap(t)));
    return options;
  }
}

package dev.patchbay.peers;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.Login;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyUri;
import dev.patchbay.config.ProxyUri.Address;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
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

  /** Those of these that may be asked. */
  static List<ProxyUri> asked(ApiConfig api) {
    return api.proxies().stream().filter(uri -> api.whyNot(uri).isEmpty()).toList();
  }

  /** Reads files and asks the system; blocks. */
  static Prepared prepare(PatchbayConfig config) throws Exception {
    List<ProxyUri> uris = config.api().proxies();
    // Reading all authorities takes long at the start, where the first choice waits for the
    // answers.
    boolean secure =
        asked(config.api()).stream().flatMap(u -> u.address().stream()).anyMatch(Address::https);
    OwnAddresses own = OwnAddresses.find(config.bindAddress(), config.api().port());
    return new Prepared(
        secure ? Optional.of(PeerTrust.manager(config.api().tls())) : Optional.empty(),
        uris.stream()
            .filter(uri -> uri.address().filter(own::contain).isPresent())
            .collect(Collectors.toSet()));
  }

  /** The header's value with the API's credentials, which all proxies share. */
  private static String authorization(ApiConfig api) {
    // Without one nobody is asked; see ApiConfig.whyNot.
    Login login = api.asker().orElseGet(() -> new Login("", ""));
    String pair = login.username() + ":" + login.password().plain().orElse("");
    byte[] credentials = pair.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(credentials);
  }

  /** How this configuration has the other proxies asked. */
  static Asking asking(ApiConfig api) {
    return new Asking(authorization(api), api.others().serverName());
  }

  /**
   * What goes with each question.
   *
   * @param authorization the header's value
   * @param serverName what certificates have to be for; empty means the host that is asked
   */
  record Asking(String authorization, Optional<String> serverName) {

    /** Leaves the credentials out. */
    @Override
    public String toString() {
      return "Asking[...]";
    }

    /** A question to another proxy. */
    RequestOptions question(Address address, String path, String accept) {
      SocketAddress server = SocketAddress.inetSocketAddress(address.port(), address.host());
      return new RequestOptions()
          .setMethod(HttpMethod.GET)
          .setSsl(address.https())
          .setServer(server)
          .setHost(address.https() ? serverName.orElse(address.host()) : address.host())
          .setPort(address.port())
          .setURI(path)
          .setFollowRedirects(false)
          .putHeader("Authorization", authorization)
          // Who is asked directly has no load balancer in front that would say so.
          .putHeader("X-Forwarded-Proto", "https")
          .putHeader("Accept", accept);
    }
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

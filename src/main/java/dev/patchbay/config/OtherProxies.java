package dev.patchbay.config;

import java.util.List;
import java.util.Optional;

/**
 * Whether and how the other proxies are asked. Whoever asks sends the user name and password of the
 * API, so this says as well where these may go.
 *
 * @param asked false: nobody is asked, so there is no agreement and nothing is known of the others
 * @param unencrypted whether plain http will do to another machine; to this one it always does
 * @param addresses where each entry of {@code API.ProxyURIs} is asked, in their order; empty means
 *     at the entry itself
 * @param serverName what their certificates have to be for; empty means the host that is asked
 */
public record OtherProxies(
    boolean asked, boolean unencrypted, List<String> addresses, Optional<String> serverName) {

  /** By https, at what {@code API.ProxyURIs} says. */
  public static final OtherProxies DEFAULT =
      new OtherProxies(true, false, List.of(), Optional.empty());

  public OtherProxies {
    addresses = List.copyOf(addresses);
  }

  /**
   * Why this proxy is not asked, in a few words; empty if it may be.
   *
   * @param proxy one of {@link ApiConfig#proxies}
   */
  public Optional<String> whyNot(ProxyUri proxy) {
    if (!asked) {
      return Optional.of("not asked: API.AskOtherProxies is false");
    }
    if (proxy.address().isEmpty()) {
      return Optional.of("not a host name that can be asked");
    }
    return unencrypted || !proxy.isReadOnTheWay()
        ? Optional.empty()
        : Optional.of(
            "not asked: by http user name and password would be sent unencrypted"
                + " (API.AskUnencrypted)");
  }
}

package dev.patchbay.config;

import java.util.Optional;

/** Warns of other proxies that cannot be asked, because there is no password to ask them with. */
final class HashAlone {
  private HashAlone() {}

  /** What to say of this API, if it is so. */
  static Optional<String> warning(ApiConfig api) {
    boolean asks = api.others().asked() && api.proxyUris().size() > 1;
    return asks && api.asker().isEmpty()
        ? Optional.of(
            "API.Password: only its hash is known, so the other proxies are not asked, and there is"
                + " no agreement with them; give all of them the same API.ReadOnly with a password,"
                + " by which they can ask one another")
        : Optional.empty();
  }
}

package dev.patchbay.admin;

import dev.patchbay.config.ApiConfig;

/**
 * Who may use the API, and by which way: what a reload may change of it. Written by the reload,
 * read by each request.
 */
public final class ApiAccess {
  private record Rules(String username, BasicAuth auth, boolean forceHttps) {}

  private volatile Rules rules;

  /** Access by this configuration. */
  public ApiAccess(ApiConfig api) {
    reload(api);
  }

  /** Goes on by this configuration. From any thread. */
  public void reload(ApiConfig api) {
    rules =
        new Rules(api.username(), new BasicAuth(api.username(), api.password()), api.forceHttps());
  }

  /** The only one there is: whoever may ask at all is this user. */
  String username() {
    return rules.username();
  }

  BasicAuth auth() {
    return rules.auth();
  }

  boolean forceHttps() {
    return rules.forceHttps();
  }
}

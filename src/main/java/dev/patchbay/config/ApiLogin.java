package dev.patchbay.config;

import java.util.List;
import java.util.Optional;

/**
 * What somebody on the proxy's own machine needs of its configuration to talk to its API. No other
 * key is looked at, so that a file with faults elsewhere, of which a reload is to tell, is good
 * enough.
 *
 * @param bindAddress where the listeners bind; empty means all interfaces
 * @param https whether the API speaks TLS itself
 * @param password empty if it is not there, in a file that cannot be read, or there as a hash
 */
public record ApiLogin(
    String bindAddress, int port, boolean https, String username, Optional<String> password) {

  /**
   * Reads the keys of the API in YAML or JSON.
   *
   * @throws ConfigException if one of them cannot be used, or the text is neither
   */
  public static ApiLogin load(ConfigSource source) throws ConfigException {
    Faults faults = new Faults(source.origin());
    Section root = new Section("", YamlTree.parse(source.text(), faults), faults, new KnownKeys());
    Section api = root.section("API");
    ApiLogin login =
        new ApiLogin(
            root.textOrEmpty("BindAddress", "an IP address of this machine", Words::isOne),
            api.number("Port", Range.PORT),
            api.section("TLS").flag("Enabled"),
            api.text("Username", "text without a colon", name -> name.indexOf(':') < 0),
            Passwords.plain(api));
    faults.throwIfAny(List.of());
    return login;
  }

  /** Leaves the credentials out. */
  @Override
  public String toString() {
    return "ApiLogin[port=" + port + "]";
  }
}

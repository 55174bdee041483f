package dev.patchbay.ctl;

import dev.patchbay.config.ApiLogin;
import dev.patchbay.config.ConfigException;
import dev.patchbay.config.ConfigSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Makes the access that options, configuration, environment and the person there ask for. */
final class AccessFinder {
  private static final int LONGEST_PASSWORD_FILE = 4096;
  private static final Set<String> ALL_INTERFACES = Set.of("", "0.0.0.0", "::");

  private final CtlOptions options;
  private final Surroundings around;

  AccessFinder(CtlOptions options, Surroundings around) {
    this.options = options;
    this.around = around;
  }

  /**
   * Reads files, looks the host up, and asks for what is missing if there is a terminal.
   *
   * @throws CtlException if something is missing or faulty, or the password would be seen
   */
  Access find() throws CtlException {
    Optional<ApiLogin> config = config();
    Endpoint endpoint = endpoint(config);
    Place place = Place.find(endpoint);
    if (!endpoint.https() && !place.local() && !options.allowPlainHttp) {
      throw CtlException.usage(
          endpoint
              + " is another machine, and plain http would show the password to whoever is on the"
              + " way: use https, or an ssh tunnel, or --allow-plain-http");
    }
    Optional<Trust> trust = endpoint.https() ? Optional.of(trust(place, config)) : Optional.empty();
    return new Access(place, credentials(endpoint, config), trust);
  }

  private Optional<ApiLogin> config() throws CtlException {
    if (options.config == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(ApiLogin.load(ConfigSource.read(options.config, "--config")));
    } catch (ConfigException e) {
      throw CtlException.usage(e.getMessage());
    }
  }

  private Endpoint endpoint(Optional<ApiLogin> config) throws CtlException {
    if (options.url != null) {
      return Endpoint.parse(options.url, "--url");
    }
    if (config.isPresent()) {
      ApiLogin api = config.get();
      String host = ALL_INTERFACES.contains(api.bindAddress()) ? "127.0.0.1" : api.bindAddress();
      return new Endpoint(api.https(), host, api.port());
    }
    return Endpoint.parse(
        around.variable(CtlOptions.URL_VARIABLE).orElse(Endpoint.DEFAULT),
        "the variable " + CtlOptions.URL_VARIABLE);
  }

  private Trust trust(Place place, Optional<ApiLogin> config) throws CtlException {
    if (options.ca != null) {
      return Trust.of(options.ca, "--ca");
    }
    boolean own = options.url == null && config.isPresent() && place.local();
    return own ? Trust.ofThisMachine() : Trust.ofSystem();
  }

  private Credentials credentials(Endpoint endpoint, Optional<ApiLogin> config)
      throws CtlException {
    String user = user(endpoint, config);
    if (user.indexOf(':') >= 0) {
      throw CtlException.usage("the user's name must not have a colon in it");
    }
    return new Credentials(user, password(user, endpoint, config));
  }

  private String user(Endpoint endpoint, Optional<ApiLogin> config) throws CtlException {
    Optional<String> given =
        Optional.ofNullable(options.user)
            .or(() -> config.map(ApiLogin::username))
            .or(() -> around.variable(CtlOptions.USER_VARIABLE))
            .or(() -> around.tty().ask("User of " + endpoint + ": "))
            .filter(user -> !user.isEmpty());
    return given.orElseThrow(
        () ->
            CtlException.usage(
                "no user is given: use --config on the proxy's machine, or --user, or the variable "
                    + CtlOptions.USER_VARIABLE));
  }

  private String password(String user, Endpoint endpoint, Optional<ApiLogin> config)
      throws CtlException {
    if (options.passwordFile != null) {
      return passwordFile(options.passwordFile);
    }
    Optional<String> given =
        config
            .filter(api -> api.username().equals(user))
            .flatMap(ApiLogin::password)
            .or(() -> around.variable(CtlOptions.PASSWORD_VARIABLE))
            .or(() -> around.tty().askSecret("Password of " + user + " at " + endpoint + ": "))
            .filter(password -> !password.isEmpty());
    return given.orElseThrow(
        () ->
            CtlException.usage(
                "no password is given: use --config on the proxy's machine, or --password-file, or"
                    + " the variable "
                    + CtlOptions.PASSWORD_VARIABLE));
  }

  private static String passwordFile(Path file) throws CtlException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LONGEST_PASSWORD_FILE + 1);
      String password = new String(content, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
      if (content.length > LONGEST_PASSWORD_FILE || password.lines().count() != 1) {
        throw CtlException.usage(
            "--password-file: expected one line of at most %d bytes in %s"
                .formatted(LONGEST_PASSWORD_FILE, file));
      }
      return password;
    } catch (IOException e) {
      throw CtlException.usage("--password-file: cannot read " + file + ": " + Words.of(e));
    }
  }
}

package dev.patchbay.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;

/** Configuration texts to start a test from. */
final class Texts {
  static final String MINIMAL =
      """
      Proxy:
        Port: 3306
        HealthcheckTimeoutMillis: 5000
        Backends:
          - Name: mysql/a
            Host: 10.0.0.1
            Port: 3307
            StatusPort: 9201
            StatusEndpoint: api/v1/status
          - Name: mysql/b
            Host: db.internal
            Port: 3308
            StatusPort: 9202
            StatusEndpoint: /galera
      API:
        Port: 8080
        AggregatorPort: 8082
        Username: proxy
        Password: s3cret
      HealthPort: 1936
      """;

  private Texts() {}

  static PatchbayConfig load(String text) throws ConfigException {
    return ConfigLoader.load(text, "test").config();
  }

  static ConfigException fail(String text) {
    return catchThrowableOfType(
        ConfigException.class, () -> ConfigLoader.load(text, "the test's text"));
  }

  static List<String> faults(String text) {
    return fail(text).faults();
  }

  /** The minimal text with one part of it, which must be there, replaced. */
  static String with(String part, String replacement) {
    if (!MINIMAL.contains(part)) {
      throw new IllegalArgumentException("not in the text: " + part);
    }
    return MINIMAL.replace(part, replacement);
  }
}

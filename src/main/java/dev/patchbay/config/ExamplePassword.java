package dev.patchbay.config;

import java.util.Optional;

/** The password that config.yml.example shows, which is none: everybody can read it. */
final class ExamplePassword {
  private static final String SHOWN = "change-me";

  private ExamplePassword() {}

  /** What to say of this API, if its password was left as the example has it. */
  static Optional<String> warning(ApiConfig api) {
    return api.operator().password().equals(new Password.Plain(SHOWN))
        ? Optional.of(
            "API.Password: is still the one of config.yml.example, which everybody knows; choose"
                + " your own")
        : Optional.empty();
  }
}

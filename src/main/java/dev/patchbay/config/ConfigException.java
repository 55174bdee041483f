package dev.patchbay.config;

import java.util.List;

/**
 * The configuration cannot be used. The message is meant for the operator as it stands: what was
 * read, then each fault on a line of its own. It never holds a password or a private key.
 */
public final class ConfigException extends Exception {
  private final List<String> faults;

  ConfigException(String headline, List<String> faults) {
    super(headline + ":\n  " + String.join("\n  ", faults));
    this.faults = List.copyOf(faults);
  }

  /** Every fault that was found, at least one, each with its full key path where there is one. */
  public List<String> faults() {
    return faults;
  }
}

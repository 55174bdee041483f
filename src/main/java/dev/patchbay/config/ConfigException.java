package dev.patchbay.config;

import java.util.List;

/**
 * The configuration cannot be used. The message is meant for the operator as it stands: what was
 * read, then each fault on a line of its own, then the warnings, because a misspelt key is often
 * why another one is missing. It never holds a password or a private key.
 */
public final class ConfigException extends Exception {
  private final List<String> faults;

  /**
   * @param headline what is wrong as a whole, without a full stop
   * @param faults at least one
   */
  public ConfigException(String headline, List<String> faults) {
    this(headline, faults, List.of());
  }

  ConfigException(String headline, List<String> faults, List<String> warnings) {
    super(message(headline, faults, warnings));
    this.faults = List.copyOf(faults);
  }

  /** Every fault that was found, at least one, each with its full key path where there is one. */
  public List<String> faults() {
    return faults;
  }

  private static String message(String headline, List<String> faults, List<String> warnings) {
    StringBuilder message = new StringBuilder(headline).append(':');
    faults.forEach(fault -> message.append("\n  ").append(fault));
    warnings.forEach(warning -> message.append("\n  warning: ").append(warning));
    return message.toString();
  }
}

package dev.patchbay.config;

/**
 * What a TLS listener needs.
 *
 * @param certificate PEM text, the chain included
 * @param privateKey PEM text
 */
public record ServerTlsConfig(String certificate, String privateKey) {

  /** Leaves the key out, so that no log can show it. */
  @Override
  public String toString() {
    return "ServerTlsConfig[...]";
  }
}

package dev.patchbay.config;

/**
 * How the health agents' certificates are verified.
 *
 * @param serverName the name that the certificate must be for
 * @param ca PEM text of the authorities that may have signed it
 */
public record AgentTlsConfig(String serverName, String ca) {}

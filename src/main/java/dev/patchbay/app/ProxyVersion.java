package dev.patchbay.app;

/** The version that the jar's manifest names. */
final class ProxyVersion {
  private ProxyVersion() {}

  static String text() {
    String version = ProxyVersion.class.getPackage().getImplementationVersion();
    return version == null ? "(built from source)" : version;
  }
}

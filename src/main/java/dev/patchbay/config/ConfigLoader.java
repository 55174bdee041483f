package dev.patchbay.config;

/** Placeholder, replaced in the next commits. */
public final class ConfigLoader {
  private ConfigLoader() {}
}

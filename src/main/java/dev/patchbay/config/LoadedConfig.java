package dev.patchbay.config;

import java.util.List;

/**
 * A valid configuration, and what its author should know all the same.
 *
 * @param warnings for the log, one line each; today at most one, which names all unknown keys
 */
public record LoadedConfig(PatchbayConfig config, List<String> warnings) {

  public LoadedConfig {
    warnings = List.copyOf(warnings);
  }
}

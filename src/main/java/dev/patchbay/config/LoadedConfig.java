package dev.patchbay.config;

import java.util.List;

/**
 * A valid configuration, and what its author should know all the same.
 *
 * @param warnings for the log, one line each: one that names all unknown keys, and one for each
 *     other proxy to which credentials would go in clear or cannot go
 */
public record LoadedConfig(PatchbayConfig config, List<String> warnings) {

  public LoadedConfig {
    warnings = List.copyOf(warnings);
  }
}

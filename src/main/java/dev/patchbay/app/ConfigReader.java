package dev.patchbay.app;

import dev.patchbay.config.ConfigException;
import dev.patchbay.config.LoadedConfig;

/** Reads the configuration again from where it came from at the start. */
@FunctionalInterface
public interface ConfigReader {

  /**
   * Reads and checks it. May block on the file system.
   *
   * @throws ConfigException with all faults
   */
  LoadedConfig read() throws ConfigException;
}

package dev.patchbay.cli;

import dev.patchbay.app.LogLevels;
import dev.patchbay.app.StartFailure;
import dev.patchbay.config.ConfigException;
import dev.patchbay.config.ConfigLoader;
import dev.patchbay.config.ConfigSource;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.LogLevel;
import dev.patchbay.telemetry.logging.LogOptions;
import dev.patchbay.telemetry.logging.LogSetup;
import dev.patchbay.telemetry.logging.Logs;
import dev.patchbay.telemetry.logging.Printing;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * The proxy from the values of its flags to its exit code.
 *
 * @param config the configuration's text, if a flag gives it
 * @param configPath the configuration's file, if a flag names it
 * @param logOptions throws IllegalArgumentException if a flag's value is not allowed
 * @param levelGiven whether a flag gives the log's level; then the configuration's is not used
 * @param err where complaints go
 */
record ProxyRun(
    Optional<String> config,
    Optional<Path> configPath,
    Supplier<LogOptions> logOptions,
    boolean levelGiven,
    PrintWriter err) {

  /** Runs until the process is told to stop; returns the exit code. */
  int untilStopped() throws InterruptedException {
    try {
      LogOptions options = logOptions.get();
      LoadedConfig loaded = read(options);
      LogSetup.apply(options.from(LogLevels.of(loaded.config())));
      return run(loaded, options);
    } catch (ConfigException | IllegalArgumentException e) {
      complain(e.getMessage());
      return 1;
    }
  }

  private LoadedConfig read(LogOptions options) throws ConfigException {
    return load(ConfigSource.choose(config, configPath, System.getenv()), options);
  }

  private LoadedConfig readAgain(LogOptions options) throws ConfigException {
    return load(ConfigSource.chooseAgain(config, configPath, System.getenv()), options);
  }

  private LoadedConfig load(ConfigSource source, LogOptions options) throws ConfigException {
    LoadedConfig loaded = ConfigLoader.load(source);
    return levelGiven ? byFlag(loaded, LogLevels.key(options.level())) : loaded;
  }

  /** The flag decides, at a reload too; whoever wrote something else is told so each time. */
  private static LoadedConfig byFlag(LoadedConfig loaded, LogLevel flag) {
    List<String> warnings = new ArrayList<>(loaded.warnings());
    loaded
        .config()
        .logLevel()
        .filter(key -> key != flag)
        .ifPresent(
            key ->
                warnings.add(
                    "LogLevel: "
                        + key.key()
                        + " is not used, because the flag -logLevel="
                        + flag.key()
                        + " decides"));
    return new LoadedConfig(loaded.config().logging(flag), warnings);
  }

  private int run(LoadedConfig loaded, LogOptions options) throws InterruptedException {
    loaded
        .warnings()
        .forEach(
            w ->
                LoggerFactory.getLogger(Logs.ROOT)
                    .atInfo()
                    .addKeyValue("warning", w)
                    .log("Configuration warning"));
    try (RunningProxy proxy = RunningProxy.start(loaded, () -> readAgain(options))) {
      proxy.awaitEnd();
      return 0;
    } catch (StartFailure e) {
      LoggerFactory.getLogger(Logs.ROOT)
          .atError()
          .addMarker(Logs.FATAL)
          .addKeyValue("error", e.getMessage())
          .log("Proxy could not start");
      complain(e.getMessage());
      return 1;
    }
  }

  private void complain(String message) {
    Printing.patiently(() -> err.println("patchbay: " + message));
  }
}

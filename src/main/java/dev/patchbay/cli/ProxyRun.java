package dev.patchbay.cli;

import dev.patchbay.app.StartFailure;
import dev.patchbay.config.ConfigException;
import dev.patchbay.config.ConfigLoader;
import dev.patchbay.config.ConfigSource;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.logging.LogOptions;
import dev.patchbay.logging.LogSetup;
import dev.patchbay.logging.Logs;
import dev.patchbay.logging.Printing;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * The proxy from the values of its flags to its exit code.
 *
 * @param config the configuration's text, if a flag gives it
 * @param configPath the configuration's file, if a flag names it
 * @param logOptions throws IllegalArgumentException if a flag's value is not allowed
 * @param err where complaints go
 */
record ProxyRun(
    Optional<String> config,
    Optional<Path> configPath,
    Supplier<LogOptions> logOptions,
    PrintWriter err) {

  /** Runs until the process is told to stop; returns the exit code. */
  int untilStopped() throws InterruptedException {
    try {
      LogOptions options = logOptions.get();
      ConfigSource source = ConfigSource.choose(config, configPath, System.getenv());
      LoadedConfig loaded = ConfigLoader.load(source.text(), source.origin());
      LogSetup.apply(options);
      return run(loaded);
    } catch (ConfigException | IllegalArgumentException e) {
      complain(e.getMessage());
      return 1;
    }
  }

  private int run(LoadedConfig loaded) throws InterruptedException {
    loaded
        .warnings()
        .forEach(
            w ->
                LoggerFactory.getLogger(Logs.ROOT)
                    .atInfo()
                    .addKeyValue("warning", w)
                    .log("Configuration warning"));
    try (RunningProxy proxy = RunningProxy.start(loaded)) {
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

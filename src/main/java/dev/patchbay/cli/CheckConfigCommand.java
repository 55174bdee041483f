package dev.patchbay.cli;

import dev.patchbay.config.ConfigException;
import dev.patchbay.config.ConfigLoader;
import dev.patchbay.config.ConfigSource;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.MysqlPort;
import dev.patchbay.config.PatchbayConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what would be wrong with a configuration, without starting anything. */
@Command(
    name = "check-config",
    description = "Says what is wrong with a configuration, unknown keys included.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The proxy would start with it; unknown keys are only warned of.",
      "1:It would not."
    })
public final class CheckConfigCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Says how to use this command.")
  private boolean help;

  @Parameters(
      paramLabel = "FILE",
      description = "The configuration, YAML or JSON; - for standard input.")
  private String file;

  /** Warnings and faults go to the error output, the good news to the standard output. */
  @Override
  public Integer call() {
    try {
      LoadedConfig loaded = ConfigLoader.load(source());
      loaded.warnings().forEach(warning -> error("warning: " + warning));
      spec.commandLine().getOut().println(file + ": valid; " + summary(loaded.config()));
      return 0;
    } catch (ConfigException e) {
      error(e.getMessage());
      return 1;
    }
  }

  private ConfigSource source() throws ConfigException {
    ConfigSource source =
        file.equals(STANDARD_INPUT)
            ? ConfigSource.read(System.in, "standard input")
            : ConfigSource.read(Path.of(file), "the command line");
    return source.in(System.getenv());
  }

  private void error(String line) {
    spec.commandLine().getErr().println(line);
  }

  private static String summary(PatchbayConfig config) {
    List<String> listeners = new ArrayList<>();
    listeners.add("MySQL on port " + config.proxy().port());
    if (config.proxy().inactiveMysqlPort() != 0) {
      listeners.add("inactive MySQL on " + config.proxy().inactiveMysqlPort());
    }
    config
        .listeners()
        .forEach(
            port ->
                listeners.add(
                    port.name()
                        + (port.port() == MysqlPort.NONE
                            ? " MySQL by rules"
                            : " MySQL on " + port.port())));
    listeners.add("API on " + config.api().port());
    listeners.add("aggregator on " + config.api().aggregatorPort());
    listeners.add("health on " + config.healthPort());
    if (config.metrics().enabled()) {
      listeners.add("metrics on " + config.metrics().port());
    }
    String backends =
        Stream.concat(
                config.proxy().backends().stream()
                    .map(backend -> backend.name() + " at " + backend.address()),
                config.proxy().discover().stream()
                    .map(names -> names.name() + "-* found by " + names.host()))
            .collect(Collectors.joining(", "));
    return String.join(", ", listeners) + "; backends " + backends;
  }
}

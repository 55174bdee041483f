package dev.patchbay.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the agent makes of a command line. */
public final class AgentFlags {
  private AgentFlags() {}

  /**
   * The faults of the flags of {@code agent}, which a BOSH job renders.
   *
   * @param config stands for the job's directory of configuration files
   */
  public static List<String> faults(List<Object> arguments, Path config) throws IOException {
    Files.writeString(config.resolve("db_password"), "secret");
    AgentOptions options = new AgentOptions();
    CommandLine line =
        new CommandLine(
            CommandSpec.create()
                .addMixin("options", CommandSpec.forAnnotatedObject(options))
                .addMixin("log", CommandSpec.forAnnotatedObject(new LogFlags())));
    line.parseArgs(
        arguments.stream()
            .skip(1)
            .map(a -> a.toString().replace("/var/vcap/jobs/agent/config", config.toString()))
            .toArray(String[]::new));
    List<String> faults = new ArrayList<>();
    options.read(Map.of(), faults);
    return faults;
  }
}

package dev.patchbay.cli;

import dev.patchbay.telemetry.logging.LogOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments of an ordinary start, understood without Picocli: loading that, and having it read
 * our annotations, takes as long as all the rest of a start from a class archive. Whatever is not
 * beyond doubt (help, commands, mistakes, rare flags) is left to Picocli, so this knows no errors.
 */
final class PlainArguments {
  private PlainArguments() {}

  /** The run that these arguments ask for, or empty if Picocli has to read them. */
  static Optional<ProxyRun> proxyRun(String[] args) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      String flag = equals < 0 ? args[i] : args[i].substring(0, equals);
      String name = flag.startsWith("--") ? flag.substring(2) : flag.replaceFirst("^-", "");
      if (!flag.startsWith("-") || !Flags.ALL.contains(name)) {
        return Optional.empty();
      }
      if (equals < 0 && (++i == args.length || args[i].startsWith("-"))) {
        return Optional.empty();
      }
      String value = equals < 0 ? args[i] : args[i].substring(equals + 1);
      if (values.put(name, value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(proxyRun(values));
  }

  private static ProxyRun proxyRun(Map<String, String> values) {
    return new ProxyRun(
        Optional.ofNullable(values.get(Flags.CONFIG)),
        Optional.ofNullable(values.get(Flags.CONFIG_PATH)).map(Path::of),
        () ->
            LogOptions.of(
                    values.getOrDefault(Flags.LOG_LEVEL, LogFlags.LEVEL),
                    values.getOrDefault(Flags.TIME_FORMAT, LogFlags.TIME_FORMAT),
                    values.getOrDefault(Flags.LOG_FORMAT, LogFlags.FORMAT),
                    false,
                    List.of())
                .named(values.getOrDefault(Flags.LOG_NAME, LogFlags.NAME)),
        values.containsKey(Flags.LOG_LEVEL),
        new PrintWriter(System.err, true));
  }
}

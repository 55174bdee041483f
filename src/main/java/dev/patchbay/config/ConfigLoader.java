package dev.patchbay.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns the text of a configuration into a valid one, or into the list of all its faults. */
public final class ConfigLoader {
  private static final int DEFAULT_METRICS_PORT = 9999;
  private static final Duration DEFAULT_STATUS_INTERVAL = Duration.ofMinutes(1);

  private final Faults faults;
  private final KnownKeys known = new KnownKeys();
  private final ConfigSource source;

  private ConfigLoader(ConfigSource source) {
    this.faults = new Faults(source.origin());
    this.source = source;
  }

  /**
   * Loads what {@link ConfigSource} found.
   *
   * @throws ConfigException as {@link #load(String, String)}
   */
  public static LoadedConfig load(ConfigSource source) throws ConfigException {
    ConfigLoader loader = new ConfigLoader(source);
    PatchbayConfig config = loader.read(YamlTree.parse(source.text(), loader.faults));
    List<String> warnings = new ArrayList<>(loader.known.warning().stream().toList());
    loader.faults.throwIfAny(warnings);
    warnings.addAll(ClearCredentials.warnings(config.api()));
    ExamplePassword.warning(config.api()).ifPresent(warnings::add);
    warnings.addAll(Labels.warnings(config));
    HashAlone.warning(config.api()).ifPresent(warnings::add);
    return new LoadedConfig(config, warnings);
  }

  /**
   * Loads YAML 1.2 or JSON. Looks at the file system for {@code StaticDir}, and reads the files
   * that keys name in place of PEM text or a password.
   *
   * @param origin where the text came from, for messages
   * @throws ConfigException with all faults
   */
  public static LoadedConfig load(String text, String origin) throws ConfigException {
    return load(new ConfigSource(text, origin));
  }

  /** All keys there are, for the test that config.yml.example has them. */
  static Set<String> knownKeys() {
    ConfigLoader loader = new ConfigLoader(new ConfigSource("", ""));
    loader.read(Value.Fields.NONE);
    BackendSection.read(
        new Section("Proxy.Backends[0]", Value.Fields.NONE, loader.faults, loader.known), 0);
    ListenerSection.read(
        new Section("Listeners[0]", Value.Fields.NONE, loader.faults, loader.known));
    LoginRuleSection.read(
        List.of(
            new Section("Listeners[0].Rules[0]", Value.Fields.NONE, loader.faults, loader.known)));
    return loader.known.all();
  }

  private PatchbayConfig read(Value.Fields fields) {
    Section root = new Section("", fields, faults, known);
    Section proxy = root.section("Proxy");
    Section api = root.section("API");
    Section metrics = root.section("Metrics");
    List<Section> listeners = root.sectionsOrNone("Listeners", "a list of listeners");
    PatchbayConfig config =
        new PatchbayConfig(
            root.textOrEmpty("BindAddress", "an IP address of this machine", Words::isOne),
            ProxySection.read(proxy),
            ApiSection.read(api, source.proxyAddresses(), source.password()),
            TlsSections.agent(root.section("GaleraAgentTLS")),
            root.number("HealthPort", Range.PORT),
            staticDir(root),
            statusLog(root.section("StatusLog")),
            new PatchbayConfig.Metrics(
                metrics.flag("Enabled"), metrics.number("Port", Range.PORT, DEFAULT_METRICS_PORT)),
            root.value(
                "LogLevel",
                "one of " + LogLevel.words(),
                Optional.empty(),
                text -> LogLevel.of(text).map(Optional::of)),
            stateFile(root),
            ListenerSection.read(listeners));
    Ports.checkDistinct(config, root, proxy, listeners, api, metrics);
    return config;
  }

  private static PatchbayConfig.StatusLog statusLog(Section log) {
    return new PatchbayConfig.StatusLog(
        log.flag("Enabled"),
        log.value(
            "Interval",
            GoDuration.EXPECTED + ", not under 1ms",
            DEFAULT_STATUS_INTERVAL,
            ConfigLoader::interval));
  }

  private static Optional<Duration> interval(String text) {
    try {
      return Optional.of(GoDuration.parse(text)).filter(found -> found.toMillis() >= 1);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> staticDir(Section root) {
    String dir =
        root.textOrEmpty("StaticDir", "a directory that exists", ConfigLoader::isDirectory);
    return dir.isEmpty() ? Optional.empty() : Optional.of(Path.of(dir));
  }

  private static Optional<Path> stateFile(Section root) {
    String file =
        root.textOrEmpty("StateFile", "the absolute path of a file", ConfigLoader::isAbsolute);
    return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
  }

  /**
   * What is there is looked at when it is used: a disk that was wiped must not keep us from
   * serving.
   */
  private static boolean isAbsolute(String file) {
    try {
      return Path.of(file).isAbsolute();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean isDirectory(String dir) {
    try {
      return Files.isDirectory(Path.of(dir));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}

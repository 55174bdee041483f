package dev.patchbay.cli;

import dev.patchbay.agent.AgentConfig;
import dev.patchbay.agent.AgentConfig.PemFiles;
import dev.patchbay.agent.DatabaseLogin;
import dev.patchbay.agent.HealthRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The agent's options as typed: all text, so that every fault can be named at once. */
final class AgentOptions {

  private static final int LONGEST_PASSWORD_FILE = 4096;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9201",
      description = "Port to listen on. Default: ${DEFAULT-VALUE}.")
  private String port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = "Address to listen on. Default: ${DEFAULT-VALUE}, all interfaces.")
  private String bind;

  @Option(
      names = "--mysql-host",
      paramLabel = "HOST",
      description = "Where the database listens. Default: 127.0.0.1.")
  private String mysqlHost;

  @Option(
      names = "--mysql-port",
      paramLabel = "PORT",
      description = "Port of the database. Default: 3306.")
  private String mysqlPort;

  @Option(
      names = "--mysql-socket",
      paramLabel = "PATH",
      description = "Unix socket of the database, in place of host and port.")
  private String mysqlSocket;

  @Option(
      names = "--mysql-user",
      paramLabel = "NAME",
      defaultValue = "galera-agent",
      description = "Database account; it needs no privileges. Default: ${DEFAULT-VALUE}.")
  private String mysqlUser;

  @Option(
      names = "--mysql-password-file",
      paramLabel = "FILE",
      description = "File with the account's password. Default: the variable MYSQL_PASSWORD.")
  private Path passwordFile;

  @Option(
      names = "--timeout-millis",
      paramLabel = "MILLIS",
      defaultValue = "1000",
      description = "A database that takes longer is unhealthy. Default: ${DEFAULT-VALUE}.")
  private String timeoutMillis;

  @Option(
      names = "--available-when-donor",
      description =
          "A node in state Donor/Desynced is healthy too, and while it catches up afterwards.")
  private boolean availableWhenDonor;

  @Option(
      names = "--available-when-read-only",
      description = "A node with read_only on is healthy too.")
  private boolean availableWhenReadOnly;

  @Option(
      names = "--wsrep-status-file",
      paramLabel = "FILE",
      description =
          "The server's wsrep_status_file (MariaDB 10.9 and later): what is new in the cluster"
              + " is told at once, not within 500 ms.")
  private Path statusFile;

  @Option(
      names = "--notify-port",
      paramLabel = "PORT",
      description =
          "UDP port on 127.0.0.1 to which the server's wsrep_notify_cmd, patchbay-notify, sends:"
              + " as --wsrep-status-file, for other servers.")
  private String notifyPort;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Answer over https with this certificate and chain (PEM).")
  private Path tlsCert;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Key of that certificate (PEM, not encrypted).")
  private Path tlsKey;

  /** What was asked for. Adds every fault to {@code faults}; the result counts only if none was. */
  AgentConfig read(Map<String, String> environment, List<String> faults) {
    notBlank("--bind", bind, faults);
    notBlank("--mysql-user", mysqlUser, faults);
    return new AgentConfig(
        bind,
        number("--port", port, 1, 65535, faults),
        login(environment, faults),
        Duration.ofMillis(number("--timeout-millis", timeoutMillis, 10, 20_000, faults)),
        new HealthRules(availableWhenDonor, availableWhenReadOnly),
        tls(faults),
        new AgentConfig.Signs(statusFile(faults), notifyPort(faults)));
  }

  /** It need not be there yet: the server may not have started. */
  private Optional<Path> statusFile(List<String> faults) {
    if (statusFile != null && (!statusFile.isAbsolute() || statusFile.getParent() == null)) {
      faults.add("--wsrep-status-file: expected an absolute path, got \"" + statusFile + "\"");
    }
    return Optional.ofNullable(statusFile);
  }

  private OptionalInt notifyPort(List<String> faults) {
    return notifyPort == null
        ? OptionalInt.empty()
        : OptionalInt.of(number("--notify-port", notifyPort, 1, 65_535, faults));
  }

  private DatabaseLogin login(Map<String, String> environment, List<String> faults) {
    String host = mysqlHost == null ? "127.0.0.1" : mysqlHost;
    int databasePort =
        number("--mysql-port", mysqlPort == null ? "3306" : mysqlPort, 1, 65535, faults);
    notBlank("--mysql-host", host, faults);
    if (mysqlSocket != null) {
      if (mysqlHost != null || mysqlPort != null) {
        faults.add(
            "--mysql-socket: takes the place of --mysql-host and --mysql-port, give one kind");
      }
      if (!mysqlSocket.startsWith("/")) {
        faults.add("--mysql-socket: expected an absolute path, got \"" + mysqlSocket + "\"");
      }
      host = mysqlSocket;
    } else if (host.startsWith("/")) {
      faults.add("--mysql-host: expected a host, got a path (that is --mysql-socket)");
    }
    return new DatabaseLogin(host, databasePort, mysqlUser, password(environment, faults));
  }

  private String password(Map<String, String> environment, List<String> faults) {
    if (passwordFile == null) {
      return environment.getOrDefault("MYSQL_PASSWORD", "");
    }
    try (InputStream in = Files.newInputStream(passwordFile)) {
      byte[] content = in.readNBytes(LONGEST_PASSWORD_FILE + 1);
      if (content.length > LONGEST_PASSWORD_FILE) {
        faults.add(
            "--mysql-password-file: expected at most %d bytes in %s"
                .formatted(LONGEST_PASSWORD_FILE, passwordFile));
      }
      return new String(content, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
    } catch (IOException e) {
      faults.add(
          "--mysql-password-file: cannot read %s (%s)"
              .formatted(passwordFile, e.getClass().getSimpleName()));
      return "";
    }
  }

  private Optional<PemFiles> tls(List<String> faults) {
    if (tlsCert == null && tlsKey == null) {
      return Optional.empty();
    }
    if (tlsCert == null || tlsKey == null) {
      faults.add(
          (tlsCert == null ? "--tls-cert" : "--tls-key")
              + ": missing, https needs both --tls-cert and --tls-key");
      return Optional.empty();
    }
    readable("--tls-cert", tlsCert, faults);
    readable("--tls-key", tlsKey, faults);
    return Optional.of(new PemFiles(tlsCert, tlsKey));
  }

  private static void readable(String name, Path file, List<String> faults) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      faults.add("%s: expected a readable file, got %s".formatted(name, file));
    }
  }

  private static void notBlank(String name, String value, List<String> faults) {
    if (value.isBlank()) {
      faults.add(name + ": must not be empty");
    }
  }

  private static int number(String name, String text, int least, int most, List<String> faults) {
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // the fault below says it
    }
    faults.add(
        "%s: expected a number from %d to %d, got \"%s\"".formatted(name, least, most, text));
    return least;
  }
}

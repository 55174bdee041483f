package dev.patchbay.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one agent runs.
 *
 * @param bind address to listen on
 * @param port port to listen on; 0 takes any free one
 * @param login the database to look at
 * @param timeout the longest that one look may take, connecting included
 * @param rules what counts as healthy
 * @param tls certificate and key for https; empty for plain http
 * @param signs by what the server says that something has changed
 */
public record AgentConfig(
    String bind,
    int port,
    DatabaseLogin login,
    Duration timeout,
    HealthRules rules,
    Optional<PemFiles> tls,
    Signs signs) {

  /**
   * By what the server says of itself that its Galera state or view has changed.
   *
   * @param statusFile its {@code wsrep_status_file}; empty if it writes none
   * @param notifyPort the loopback UDP port to which its {@code wsrep_notify_cmd} sends; empty if
   *     it sends nothing
   */
  public record Signs(Optional<Path> statusFile, OptionalInt notifyPort) {
    public static final Signs NONE = new Signs(Optional.empty(), OptionalInt.empty());
  }

  /**
   * A server certificate, with its chain, and its key.
   *
   * @param certificate PEM file
   * @param key PEM file, PKCS#8 or PKCS#1, not encrypted
   */
  public record PemFiles(Path certificate, Path key) {}

  public AgentConfig {
    Objects.requireNonNull(bind, "bind");
    Objects.requireNonNull(login, "login");
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(rules, "rules");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(signs, "signs");
  }
}

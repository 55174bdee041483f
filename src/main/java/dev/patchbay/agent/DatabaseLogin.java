package dev.patchbay.agent;

import dev.patchbay.text.HostPort;
import java.util.Objects;

/**
 * Where the local server is and who asks.
 *
 * @param host IP address or DNS name, or the absolute path of a unix socket
 * @param port 1 to 65535; not used with a unix socket
 * @param user the account, which needs no privileges beyond logging in
 * @param password empty text for none; never logged
 */
public record DatabaseLogin(String host, int port, String user, String password) {

  public DatabaseLogin {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
  }

  /** Whether it is a unix socket, on which nobody else can read along. */
  boolean isLocal() {
    return host.startsWith("/");
  }

  /** The server's address for people: {@code host:port} or the path of the socket. */
  public String address() {
    return isLocal() ? host : HostPort.of(host, port);
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return user + " at " + address();
  }
}

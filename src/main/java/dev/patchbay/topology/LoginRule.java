package dev.patchbay.topology;

import java.net.InetAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which logins go to another listener's nodes. What is empty is not asked; all that is asked must
 * fit. It sends sessions somewhere, and keeps nobody out: user, database and attributes are what
 * the client says.
 *
 * @param user of the login, as the client writes it
 * @param database that the login names
 * @param attributes of the connection, each with this value
 * @param source where the client comes from
 * @param to the listener whose session it becomes
 */
public record LoginRule(
    Optional<String> user,
    Optional<String> database,
    Map<String, String> attributes,
    Optional<Network> source,
    ListenerId to) {

  public LoginRule {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(to, "to");
    attributes = Map.copyOf(attributes);
  }

  /** Whether it asks for nothing, and so fits every login. */
  public boolean fitsAll() {
    return user.isEmpty() && database.isEmpty() && attributes.isEmpty() && source.isEmpty();
  }

  /**
   * Whether it fits such a login. Names are compared as they are written, upper and lower case
   * apart.
   *
   * @param from empty if that is not known; then no rule fits that asks for it
   */
  public boolean fits(
      String loginUser,
      String loginDatabase,
      Map<String, String> loginAttributes,
      Optional<InetAddress> from) {
    return user.map(loginUser::equals).orElse(true)
        && database.map(loginDatabase::equals).orElse(true)
        && attributes.entrySet().stream()
            .allMatch(wanted -> wanted.getValue().equals(loginAttributes.get(wanted.getKey())))
        && source.map(network -> from.filter(network::contains).isPresent()).orElse(true);
  }
}

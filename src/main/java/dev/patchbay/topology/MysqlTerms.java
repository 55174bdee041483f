package dev.patchbay.topology;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a listener treats sessions whose protocol it follows.
 *
 * @param maxSessions of this listener at a time; 0 for no limit of its own
 * @param loginSeconds how long a login may take, from the connection to the node on; 0 for ever
 * @param rules which logins become sessions of other listeners; the first that fits counts. Where
 *     there is one, the proxy greets clients itself, and knows who they are before it dials
 * @param tls with what it offers TLS, in its own greeting; empty where it does not
 */
public record MysqlTerms(
    int maxSessions, int loginSeconds, List<LoginRule> rules, Optional<ListenerTls> tls) {
  /** How long a login may take where nobody says so. */
  public static final int DEFAULT_LOGIN_SECONDS = 30;

  /** No limit of its own. */
  public static final MysqlTerms DEFAULT = new MysqlTerms(0, DEFAULT_LOGIN_SECONDS);

  /** One that sends nobody elsewhere. */
  public MysqlTerms(int maxSessions, int loginSeconds) {
    this(maxSessions, loginSeconds, List.of());
  }

  /** One without TLS. */
  public MysqlTerms(int maxSessions, int loginSeconds, List<LoginRule> rules) {
    this(maxSessions, loginSeconds, rules, Optional.empty());
  }

  public MysqlTerms {
    rules = List.copyOf(rules);
    Objects.requireNonNull(tls, "tls");
    if (maxSessions < 0 || loginSeconds < 0) {
      throw new IllegalArgumentException(maxSessions + " sessions, " + loginSeconds + " s");
    }
  }

  /** Whether clients are greeted by the proxy, and not by their node. */
  public boolean greets() {
    return !rules.isEmpty() || tls.isPresent();
  }

  /** The same with this TLS, or none. */
  public MysqlTerms with(Optional<ListenerTls> other) {
    return new MysqlTerms(maxSessions, loginSeconds, rules, other);
  }
}

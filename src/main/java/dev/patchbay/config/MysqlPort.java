package dev.patchbay.config;

import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Selector;
import java.util.Optional;

/**
 * One entry of {@code Listeners}: one more port for MySQL clients.
 *
 * @param name what logs, metrics and JSON call it; 1 to 40 letters from a to z, and neither {@code
 *     active} nor {@code inactive}
 * @param port 1 to 65535
 * @param selector where its sessions go
 * @param mysql how it treats sessions whose protocol it follows; empty where bytes are only bytes
 */
public record MysqlPort(String name, int port, Selector selector, Optional<MysqlTerms> mysql) {

  /** In a few words, for who compares two configurations. */
  @Override
  public String toString() {
    return "%s at port %d to the %s node, %s"
        .formatted(
            name,
            port,
            ListenerSection.word(selector),
            mysql
                .map(
                    terms ->
                        "protocol mysql, at most %s sessions, logins of %s s"
                            .formatted(limit(terms.maxSessions()), limit(terms.loginSeconds())))
                .orElse("protocol raw"));
  }

  private static String limit(int number) {
    return number == 0 ? "any" : String.valueOf(number);
  }
}

package dev.patchbay.config;

import dev.patchbay.topology.ListenerTls;
import dev.patchbay.topology.LoginRule;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Selector;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One entry of {@code Listeners}: one more port for MySQL clients.
 *
 * @param name what logs, metrics and JSON call it; 1 to 40 letters from a to z, and neither {@code
 *     active} nor {@code inactive}
 * @param port 1 to 65535; {@link #NONE} where only rules of others lead to it
 * @param selector where its sessions go
 * @param mysql how it treats sessions whose protocol it follows; empty where bytes are only bytes
 * @param labels of which a node needs one to be chosen; empty where all may be
 */
public record MysqlPort(
    String name, int port, Selector selector, Optional<MysqlTerms> mysql, List<String> labels) {
  /** No port. */
  public static final int NONE = 0;

  public MysqlPort {
    labels = List.copyOf(labels);
  }

  /** One that chooses among all nodes; see the components. */
  public MysqlPort(String name, int port, Selector selector, Optional<MysqlTerms> mysql) {
    this(name, port, selector, mysql, List.of());
  }

  /** Which logins become other listeners' sessions. */
  Stream<LoginRule> rules() {
    return mysql.stream().flatMap(terms -> terms.rules().stream());
  }

  /** The TLS of its own, if it has one. */
  Optional<ListenerTls> tls() {
    return mysql.flatMap(MysqlTerms::tls);
  }

  /** A part of an entry, which reads as the whole. */
  private record Fixed(List<Object> parts, String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  /** What a running proxy cannot take over: all, but what its TLS is, if it has one. */
  Object fixed() {
    Optional<MysqlTerms> others = mysql.map(terms -> terms.with(Optional.empty()));
    return new Fixed(List.of(name, port, selector, others, tls().isPresent()), toString());
  }

  /** In a few words, for who compares two configurations. */
  @Override
  public String toString() {
    return "%s %s to the %s%s, %s"
        .formatted(
            name,
            port == NONE ? "without a port" : "at port " + port,
            selector == Selector.FEWEST_SESSIONS
                ? "node with the fewest sessions"
                : ListenerSection.word(selector) + " node",
            labels.isEmpty() ? "" : " of those labelled " + String.join(" or ", labels),
            mysql
                .map(
                    terms ->
                        "protocol mysql, at most %s sessions, logins of %s s%s%s"
                            .formatted(
                                limit(terms.maxSessions()),
                                limit(terms.loginSeconds()),
                                words(terms.rules()),
                                ListenerTlsSection.words(terms.tls())))
                .orElse("protocol raw"));
  }

  private static String words(List<LoginRule> rules) {
    return rules.isEmpty()
        ? ""
        : rules.stream().map(LoginRuleSection::words).collect(Collectors.joining("; ", ", ", ""));
  }

  private static String limit(int number) {
    return number == 0 ? "any" : String.valueOf(number);
  }
}

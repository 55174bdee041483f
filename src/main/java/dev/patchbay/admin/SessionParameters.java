package dev.patchbay.admin;

import dev.patchbay.session.SessionQuery;
import dev.patchbay.text.IpLiteral;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.Topology;
import io.vertx.core.MultiMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** What a query says of the sessions that somebody wants to see. */
final class SessionParameters {
  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1000;
  static final int MAX_OFFSET = 10_000_000;

  private SessionParameters() {}

  /**
   * Reads {@code node}, {@code address}, {@code listener}, {@code sort}, {@code limit} and {@code
   * offset}.
   *
   * @throws IllegalArgumentException if one is wrong; the message is one line for the caller
   */
  static SessionQuery of(MultiMap query, Topology topology) {
    return new SessionQuery(
        read(
            query,
            "listener",
            String.join(" or ", words(topology)),
            text -> Optional.of(text).filter(words(topology)::contains).map(ListenerId::new)),
        read(
            query,
            "node",
            "the name of a node",
            text -> Optional.of(new NodeId(text)).filter(topology.ids()::contains)),
        read(query, "address", "an IP address", IpLiteral::parse),
        read(query, "sort", "since or bytes", SessionParameters::sort)
            .orElse(SessionQuery.Sort.SINCE),
        number(query, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT),
        number(query, "offset", 0, MAX_OFFSET, 0));
  }

  /** The two that have always been there may be asked for, whether or not the second one is. */
  private static Set<String> words(Topology topology) {
    Set<String> words = new LinkedHashSet<>();
    words.add(ListenerId.ACTIVE.word());
    words.add(ListenerId.INACTIVE.word());
    topology.listenerIds().forEach(listener -> words.add(listener.word()));
    return words;
  }

  private static Optional<SessionQuery.Sort> sort(String text) {
    return switch (text) {
      case "since" -> Optional.of(SessionQuery.Sort.SINCE);
      case "bytes" -> Optional.of(SessionQuery.Sort.BYTES);
      default -> Optional.empty();
    };
  }

  private static int number(MultiMap query, String key, int least, int most, int otherwise) {
    return read(
            query,
            key,
            "a whole number from %d to %d".formatted(least, most),
            text -> {
              OptionalLong number = EventQuery.id(text);
              return number.isPresent() && number.getAsLong() >= least && number.getAsLong() <= most
                  ? Optional.of((int) number.getAsLong())
                  : Optional.empty();
            })
        .orElse(otherwise);
  }

  private static <T> Optional<T> read(
      MultiMap query, String key, String expected, Function<String, Optional<T>> reader) {
    String text = query.get(key);
    if (text == null) {
      return Optional.empty();
    }
    Optional<T> value = reader.apply(text);
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "%s must be %s; got \"%s\"".formatted(key, expected, Shown.of(text)));
    }
    return value;
  }
}

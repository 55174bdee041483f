package dev.patchbay.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What one loop has found for a question: how many sessions match, and the first of them. On that
 * loop; once it is complete, whoever has asked reads it.
 */
final class Found {

  /**
   * A session that may be on the page.
   *
   * @param key the greater, the further in front
   */
  record Row(long key, SessionLoop home, Session session) {
    private static final Comparator<Row> LAST_FIRST =
        Comparator.comparingLong(Row::key)
            // Among equals the one that began first comes first.
            .thenComparing(row -> row.session().begun(), Comparator.reverseOrder());

    static final Comparator<Row> FIRST_FIRST = LAST_FIRST.reversed();
  }

  private final SessionQuery query;
  private final PriorityQueue<Row> rows = new PriorityQueue<>(Row.LAST_FIRST);
  private int total;

  Found(SessionQuery query) {
    this.query = query;
  }

  void look(SessionLoop home, Session session) {
    if (!matches(session)) {
      return;
    }
    total++;
    Row row = new Row(key(session), home, session);
    if (rows.size() < query.most()) {
      rows.add(row);
    } else if (Row.LAST_FIRST.compare(row, rows.peek()) > 0) {
      rows.poll();
      rows.add(row);
    }
  }

  private boolean matches(Session session) {
    return query.node().map(node -> isAt(node.name(), session)).orElse(true)
        && query.address().map(address -> comesFrom(address, session)).orElse(true);
  }

  private static boolean isAt(String node, Session session) {
    return session.target().map(target -> target.name().equals(node)).orElse(false);
  }

  private static boolean comesFrom(InetAddress address, Session session) {
    return session
        .client()
        .peer()
        .map(InetSocketAddress::getAddress)
        .map(address::equals)
        .orElse(false);
  }

  private long key(Session session) {
    return switch (query.sort()) {
      case SINCE -> -session.begun();
      case BYTES -> session.toNode() + session.toClient();
    };
  }

  static int total(List<Found> all) {
    return all.stream().mapToInt(found -> found.total).sum();
  }

  /** The rows of the page, in order. */
  static List<Row> page(List<Found> all, SessionQuery query) {
    List<Row> rows = new ArrayList<>();
    all.forEach(found -> rows.addAll(found.rows));
    rows.sort(Row.FIRST_FIRST);
    return rows.subList(Math.min(query.offset(), rows.size()), Math.min(query.most(), rows.size()));
  }
}

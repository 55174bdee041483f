package dev.patchbay.admin;

import dev.patchbay.aware.KeptState;
import dev.patchbay.aware.MysqlFacts;
import dev.patchbay.session.SessionDirectory;
import dev.patchbay.session.SessionId;
import dev.patchbay.session.SessionPage;
import dev.patchbay.session.SessionQuery;
import dev.patchbay.session.SessionState;
import dev.patchbay.session.SessionView;
import dev.patchbay.topology.ListenerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** Says which sessions a test wants there to be, and notes what was asked. */
final class FakeSessions implements SessionDirectory {
  final List<SessionView> all = new CopyOnWriteArrayList<>();
  final List<SessionQuery> asked = new CopyOnWriteArrayList<>();
  volatile boolean busy;
  volatile int held;

  /**
   * A session that relays.
   *
   * @param node empty text for none; then it waits
   */
  static SessionView session(int stamp, String node, String address) {
    try {
      return new SessionView(
          new SessionId("active", 0, stamp),
          ListenerId.ACTIVE,
          Optional.of(node).filter(name -> !name.isEmpty()),
          Optional.of(new InetSocketAddress(InetAddress.getByName(address), 51234)),
          node.isEmpty() ? SessionState.WAITING : SessionState.RELAYING,
          WebSide.NOW,
          3,
          4,
          Optional.empty());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The same, of which everything is known that a followed protocol tells. */
  static SessionView followed(SessionView session) {
    return new SessionView(
        session.id(),
        session.listener(),
        session.node(),
        session.client(),
        session.state(),
        session.since(),
        session.toNode(),
        session.toClient(),
        Optional.of(
            new MysqlFacts(
                MysqlFacts.Phase.COMMANDS,
                Optional.empty(),
                Optional.of("app"),
                Optional.of("shop"),
                MysqlFacts.InTransaction.YES,
                1,
                false,
                Set.of(KeptState.USER_VARIABLE, KeptState.TEMPORARY_TABLE))));
  }

  @Override
  public CompletionStage<SessionPage> list(SessionQuery query, Executor merging) {
    asked.add(query);
    return busy
        ? CompletableFuture.failedStage(new Busy())
        : CompletableFuture.completedStage(new SessionPage(all.size(), new ArrayList<>(all)));
  }

  @Override
  public int held() {
    return held;
  }

  @Override
  public CompletionStage<Optional<SessionView>> find(SessionId id) {
    return CompletableFuture.completedStage(
        all.stream().filter(session -> session.id().equals(id)).findFirst());
  }

  @Override
  public CompletionStage<Optional<SessionView>> cut(SessionId id) {
    CompletionStage<Optional<SessionView>> found = find(id);
    all.removeIf(session -> session.id().equals(id));
    return found;
  }
}

package dev.patchbay.session;

import dev.patchbay.topology.Node;
import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Who is connected to these listeners. Lists are made one after the other: each walks over all
 * sessions, and only one walk at a time is to share the loops with them.
 */
public final class ListenerSessions implements SessionDirectory {
  /** So many lists may wait for their turn, the one that is being made included. */
  static final int MAX_WAITING = 8;

  private final List<Listener> listeners;
  private final Clock clock;

  // Guarded by this.
  private CompletionStage<?> last = CompletableFuture.completedStage(null);
  private int waiting;

  /** The sessions of these listeners. */
  public ListenerSessions(List<Listener> listeners, Clock clock) {
    this.listeners = List.copyOf(listeners);
    this.clock = clock;
  }

  @Override
  public CompletionStage<SessionPage> list(SessionQuery query, Executor merging) {
    return inTurn(
        () ->
            search(query)
                .thenComposeAsync(
                    found -> page(Found.total(found), Found.page(found, query), merging), merging));
  }

  private synchronized <T> CompletionStage<T> inTurn(Supplier<CompletionStage<T>> work) {
    if (waiting >= MAX_WAITING) {
      return CompletableFuture.failedStage(new Busy());
    }
    waiting++;
    CompletionStage<T> mine = last.handle((r, e) -> null).thenCompose(r -> work.get());
    last = mine;
    mine.whenComplete((r, e) -> ended());
    return mine;
  }

  private synchronized void ended() {
    waiting--;
  }

  private CompletionStage<List<Found>> search(SessionQuery query) {
    return all(
        listeners.stream()
            .filter(l -> query.listener().map(l.spec().id()::equals).orElse(true))
            .flatMap(l -> l.sessionLoops().stream())
            .map(
                home -> {
                  Found found = new Found(query);
                  return SessionWalk.over(home, s -> found.look(home, s)).thenApply(v -> found);
                })
            .toList());
  }

  /** Asks the loops for the rows of one page. */
  private CompletionStage<SessionPage> page(int total, List<Found.Row> rows, Executor merging) {
    Map<SessionLoop, List<Session>> byHome =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    Found.Row::home, Collectors.mapping(Found.Row::session, Collectors.toList())));
    return all(byHome.entrySet().stream().map(e -> views(e.getKey(), e.getValue())).toList())
        .thenApplyAsync(
            found -> {
              Map<Session, SessionView> views = new IdentityHashMap<>();
              found.forEach(views::putAll);
              return new SessionPage(
                  total,
                  rows.stream()
                      .map(row -> Optional.ofNullable(views.get(row.session())))
                      .flatMap(Optional::stream)
                      .toList());
            },
            merging);
  }

  private CompletionStage<Map<Session, SessionView>> views(
      SessionLoop home, List<Session> sessions) {
    Map<Session, SessionView> views = new IdentityHashMap<>();
    return SessionWalk.over(
            home, () -> sessions.toArray(new Session[0]), s -> views.put(s, view(home, s)))
        .thenApply(done -> views);
  }

  @Override
  public int held() {
    return listeners.stream().mapToInt(listener -> listener.hold().now()).sum();
  }

  @Override
  public CompletionStage<Optional<SessionView>> find(SessionId id) {
    return with(id, session -> {});
  }

  @Override
  public CompletionStage<Optional<SessionView>> cut(SessionId id) {
    return with(id, session -> session.sever(CloseReason.CUT_BY_OPERATOR).close());
  }

  private CompletionStage<Optional<SessionView>> with(SessionId id, Consumer<Session> action) {
    return home(id)
        .map(home -> onLoop(home, () -> look(home, id, action)))
        .orElse(CompletableFuture.completedStage(Optional.empty()));
  }

  private Optional<SessionView> look(SessionLoop home, SessionId id, Consumer<Session> action) {
    Optional<Session> found = home.find(id.stamp());
    Optional<SessionView> view = found.map(session -> view(home, session));
    found.ifPresent(action);
    return view;
  }

  private Optional<SessionLoop> home(SessionId id) {
    return listeners.stream()
        .filter(l -> l.spec().id().word().equals(id.listener()))
        .flatMap(l -> l.sessionLoops().stream())
        .filter(home -> home.loop().index() == id.loop())
        .findFirst();
  }

  private SessionView view(SessionLoop home, Session session) {
    return new SessionView(
        new SessionId(home.listener().word(), home.loop().index(), session.begun()),
        home.listener(),
        session.target().map(Node::name),
        session.client().peer(),
        session.state(),
        clock.instant().minusNanos(Math.max(0, Stamps.now() - session.begun())),
        session.toNode(),
        session.toClient(),
        session.facts());
  }

  private static <T> CompletionStage<T> onLoop(SessionLoop home, Supplier<T> action) {
    return CompletableFuture.supplyAsync(action, home.loop());
  }

  private static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> stages) {
    List<CompletableFuture<T>> futures =
        stages.stream().map(CompletionStage::toCompletableFuture).toList();
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(v -> futures.stream().map(CompletableFuture::join).toList());
  }
}

package dev.patchbay.discovery;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.NodePattern;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Follows the names by which nodes are found, each on its own clock. All of it on the control loop,
 * and there alone it is told of changes.
 */
public final class Discovery {
  /** So long the first answers of new names are waited for; then it goes on without them. */
  static final long FIRST_ANSWERS_MILLIS = 4000;

  private final Vertx vertx;
  private final Asking asking;
  private final Predicate<NodeId> unhealthy;
  private final LongSupplier nanoTime;
  private final Runnable onChange;
  private List<NameWatch> watches = List.of();

  /**
   * Asks the DNS.
   *
   * @param unhealthy whether the last health check of this node said so
   * @param onChange run when {@link #found} says something else, but for {@link #follow}
   */
  public Discovery(Vertx vertx, Predicate<NodeId> unhealthy, Runnable onChange) {
    this(vertx, Asking.dns(vertx), unhealthy, System::nanoTime, onChange);
  }

  Discovery(
      Vertx vertx,
      Asking asking,
      Predicate<NodeId> unhealthy,
      LongSupplier nanoTime,
      Runnable onChange) {
    this.vertx = vertx;
    this.asking = asking;
    this.unhealthy = unhealthy;
    this.nanoTime = nanoTime;
    this.onChange = onChange;
  }

  /** What is found now. */
  public Discovered found() {
    Map<NodePattern, List<Node>> nodes = new LinkedHashMap<>();
    watches.forEach(watch -> nodes.put(watch.known().pattern(), watch.known().nodes()));
    return new Discovered(nodes);
  }

  /**
   * Goes on with these names. New ones are asked for first, within a bounded time, while the former
   * ones are followed still: so that another name is no outage. If it has not answered by then, the
   * nodes of the former name of this entry stay until it does. What is known of a name that stays
   * is kept.
   *
   * @return completes once it is so; never fails
   */
  public Future<Void> follow(List<NodePattern> patterns) {
    List<NameWatch> next = new ArrayList<>();
    List<Future<Void>> asked = new ArrayList<>();
    for (NodePattern pattern : patterns) {
      next.add(
          of(pattern)
              .orElseGet(
                  () -> {
                    NameWatch watch = newWatch(pattern);
                    asked.add(watch.begin());
                    return watch;
                  }));
    }
    return firstOf(asked).map(done -> goOnWith(next, patterns));
  }

  private Void goOnWith(List<NameWatch> next, List<NodePattern> patterns) {
    for (int i = 0; i < next.size(); i++) {
      NameWatch watch = next.get(i);
      NodePattern pattern = patterns.get(i);
      if (!watches.contains(watch)) {
        watches.stream()
            .filter(former -> former.known().pattern().name().equals(pattern.name()))
            .forEach(watch::inPlaceOf);
      }
      watch.use(pattern);
    }
    watches.stream().filter(watch -> !next.contains(watch)).forEach(NameWatch::stop);
    watches = List.copyOf(next);
    return null;
  }

  private Future<Void> firstOf(List<Future<Void>> asked) {
    if (asked.isEmpty()) {
      return Future.succeededFuture();
    }
    Promise<Void> done = Promise.promise();
    long timer = vertx.setTimer(FIRST_ANSWERS_MILLIS, t -> done.tryComplete());
    Future.all(asked)
        .onSuccess(
            all -> {
              vertx.cancelTimer(timer);
              done.tryComplete();
            });
    return done.future();
  }

  private Optional<NameWatch> of(NodePattern pattern) {
    return watches.stream()
        .filter(watch -> watch.known().pattern().name().equals(pattern.name()))
        .filter(watch -> watch.known().pattern().host().equals(pattern.host()))
        .findFirst();
  }

  private NameWatch newWatch(NodePattern pattern) {
    return new NameWatch(vertx, pattern, asking, unhealthy, nanoTime, onChange);
  }

  /** Asks no more. */
  public void stop() {
    watches.forEach(NameWatch::stop);
  }
}

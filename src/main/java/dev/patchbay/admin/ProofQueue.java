package dev.patchbay.admin;

import dev.patchbay.session.Source;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The logins whose password has to be looked at by its hash, which takes a good part of a second:
 * one at a time, on a thread that may wait, and each source in its turn, so that nobody waits
 * behind all the guesses of somebody else. From any thread.
 */
final class ProofQueue {
  /** Beyond, the one that came last goes, of the source that has most. */
  static final int MOST = 64;

  private static final int MOST_OF_A_SOURCE = 8;

  /** There are too many at once. */
  static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("too many logins are being checked", null, false, false);
    }
  }

  private record Waiting(
      Supplier<Optional<User>> proof,
      BooleanSupplier gone,
      CompletableFuture<Optional<User>> answer) {}

  private final Executor thread;
  private final Map<Source, Deque<Waiting>> bySource = new LinkedHashMap<>();
  private int waiting;
  private boolean busy;

  /**
   * @param thread runs what may take long; is given one task at a time
   */
  ProofQueue(Executor thread) {
    this.thread = thread;
  }

  /**
   * Waits for its turn and then has the proof made.
   *
   * @param gone whether nobody waits for the answer any more
   * @return fails with {@link Busy} if there are too many; completes on the thread, or here
   */
  CompletionStage<Optional<User>> ask(
      Source source, Supplier<Optional<User>> proof, BooleanSupplier gone) {
    Waiting asked = new Waiting(proof, gone, new CompletableFuture<>());
    Optional<Waiting> tooMany;
    boolean begin;
    synchronized (this) {
      bySource.computeIfAbsent(source, s -> new ArrayDeque<>()).add(asked);
      waiting++;
      tooMany = tooMany(source);
      begin = !busy && waiting > 0;
      busy |= begin;
    }
    tooMany.ifPresent(last -> last.answer().completeExceptionally(new Busy()));
    if (begin) {
      thread.execute(this::work);
    }
    return asked.answer();
  }

  /** Takes one out, if there are too many with the one that has come from here. */
  private Optional<Waiting> tooMany(Source newest) {
    if (bySource.get(newest).size() > MOST_OF_A_SOURCE) {
      return Optional.of(takeLast(newest));
    }
    if (waiting <= MOST) {
      return Optional.empty();
    }
    Source largest = newest;
    for (Map.Entry<Source, Deque<Waiting>> entry : bySource.entrySet()) {
      if (entry.getValue().size() > bySource.get(largest).size()) {
        largest = entry.getKey();
      }
    }
    return Optional.of(takeLast(largest));
  }

  private Waiting takeLast(Source source) {
    Deque<Waiting> of = bySource.get(source);
    Waiting last = of.removeLast();
    waiting--;
    if (of.isEmpty()) {
      bySource.remove(source);
    }
    return last;
  }

  private void work() {
    for (Optional<Waiting> next = next(); next.isPresent(); next = next()) {
      Waiting turn = next.get();
      if (turn.gone().getAsBoolean()) {
        turn.answer().complete(Optional.empty());
        continue;
      }
      try {
        turn.answer().complete(turn.proof().get());
      } catch (RuntimeException e) {
        turn.answer().completeExceptionally(e);
      }
    }
  }

  private synchronized Optional<Waiting> next() {
    if (bySource.isEmpty()) {
      busy = false;
      return Optional.empty();
    }
    Source source = bySource.keySet().iterator().next();
    Deque<Waiting> of = bySource.remove(source);
    Waiting first = of.removeFirst();
    waiting--;
    if (!of.isEmpty()) {
      bySource.put(source, of);
    }
    return Optional.of(first);
  }
}

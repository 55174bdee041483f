package dev.patchbay.session;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Who is connected. From any thread, which does not wait. */
public interface SessionDirectory {

  /** Why a question is not answered: too many are being answered already. */
  final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Whoever is told so asks again later. */
    public Busy() {
      super("too many ask for the sessions", null, false, false);
    }
  }

  /**
   * A page of the sessions, found a slice at a time, so that no loop is held up.
   *
   * @param merging where what the loops have found is put together
   * @return fails with {@link Busy} if too many ask at once
   */
  CompletionStage<SessionPage> list(SessionQuery query, Executor merging);

  /** How many wait for a node now. Needs no loop. */
  int held();

  /** One session; empty if there is none any more. */
  CompletionStage<Optional<SessionView>> find(SessionId id);

  /** Cuts one session; what it was, or empty if there is none any more. */
  CompletionStage<Optional<SessionView>> cut(SessionId id);
}

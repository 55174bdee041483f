package dev.patchbay.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks at many sessions of one register, a slice at a time, so that the loop's other work goes on
 * in between. Sessions that begin meanwhile are not seen. Everything happens on the loop.
 */
final class SessionWalk {
  /** So long the loop is held at once, but for the copy of the register at the beginning. */
  static final long SLICE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /** The clock is read after so many; each costs a system call at the most. */
  private static final int BETWEEN_LOOKS = 16;

  private static final long BETWEEN_SLICES_MILLIS = 1;

  private final SessionLoop home;
  private final Consumer<Session> visitor;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private Session[] all;
  private int next;

  private SessionWalk(SessionLoop home, Consumer<Session> visitor) {
    this.home = home;
    this.visitor = visitor;
  }

  /**
   * Shows each session of the register to this visitor, on the loop. From any thread.
   *
   * @return completes on the loop; fails if the visitor does, or if the loop has come to its end
   */
  static CompletionStage<Void> over(SessionLoop home, Consumer<Session> visitor) {
    return over(home, home::all, visitor);
  }

  /** The same with these sessions of it, but for those that have ended. */
  static CompletionStage<Void> over(
      SessionLoop home, Supplier<Session[]> which, Consumer<Session> visitor) {
    SessionWalk walk = new SessionWalk(home, visitor);
    home.loop()
        .execute(
            () -> {
              walk.all = which.get();
              walk.slice();
            });
    return walk.done;
  }

  private void slice() {
    try {
      look();
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  private void look() {
    long end = System.nanoTime() + SLICE_NANOS;
    while (next < all.length) {
      Session session = all[next];
      all[next] = null;
      next++;
      if (home.holds(session)) {
        visitor.accept(session);
      }
      if (next % BETWEEN_LOOKS == 0 && System.nanoTime() - end > 0) {
        home.loop().schedule(BETWEEN_SLICES_MILLIS, this::slice);
        return;
      }
    }
    done.complete(null);
  }
}

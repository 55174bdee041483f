package dev.patchbay.agent;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * The question that costs the server next to nothing, asked once a tick over one open connection,
 * never two at a time. Used from its context's thread only.
 *
 * <p>{@link AnswerTimes} says how long an answer may take. What a new connection takes is counted
 * only where it takes the place of one that had answered: a server that is being stopped ends its
 * connections first and goes on listening for a while, without a word to anybody.
 */
final class ShortQuestion {
  private static final int TICK_MILLIS = Pulse.TICK_MILLIS;

  /** How often what an operator sets is asked for, in ticks; between these it is a ping. */
  private static final int SWITCHES_TICKS = 2;

  /**
   * After so long without an answer the connection is given up: it may lead to a machine that is no
   * more. Not sooner, because a server counts those that do not finish their login.
   */
  private static final int GIVE_UP_TICKS = 10_000 / TICK_MILLIS;

  /** Between two tries to connect, in ticks. */
  private static final int DIAL_TICKS = 5;

  private final Context context;
  private final DatabaseLogin login;
  private final Duration timeout;
  private final Runnable onSign;

  private final AnswerTimes times = new AnswerTimes();
  private DatabaseLink link;
  private boolean asked;
  private int waitedTicks;
  private int sinceSwitches;
  private boolean first;
  private boolean anew;
  private int sinceDial = DIAL_TICKS;
  private Optional<String> last = Optional.empty();

  /**
   * @param onSign told that something has changed: another answer, or an end of the connection
   */
  ShortQuestion(Context context, DatabaseLogin login, Duration timeout, Runnable onSign) {
    this.context = context;
    this.login = login;
    this.timeout = timeout;
    this.onSign = onSign;
  }

  /** Asks if the answer to the last one is there; else it has waited one tick more. */
  void tick() {
    sinceDial++;
    if (asked) {
      waited();
    } else if (link != null && link.isUsable()) {
      ask();
    } else if (sinceDial >= DIAL_TICKS) {
      dial();
    }
  }

  private void waited() {
    waitedTicks++;
    if (waitedTicks >= GIVE_UP_TICKS) {
      link.cut();
    }
  }

  /** Whether the server lets it wait for too long. */
  boolean isLate() {
    int waited = waitedTicks * TICK_MILLIS;
    return asked
        && (anew || !first)
        && waited >= AnswerTimes.LEAST_MILLIS
        && waited >= times.limitMillis();
  }

  /** Says how long that is. */
  String latenessText() {
    return (first
            ? "the connection to the database at %s has ended, and another was not answered within %d ms"
            : "the database at %s did not answer within %d ms")
        .formatted(login.address(), times.limitMillis());
  }

  /** Ends the connection, if there is one. */
  void close() {
    asked = false;
    last = Optional.empty();
    if (link != null) {
      DatabaseLink ended = link;
      link = null;
      ended.cut();
    }
  }

  private void dial() {
    anew = last.isPresent();
    close();
    sinceDial = 0;
    first = true;
    DatabaseLink dialled = new DatabaseLink(context, login, timeout);
    link = dialled;
    dialled.onEnd(
        () -> {
          if (link == dialled) {
            asked = false;
            onSign.run();
          }
        });
    ask();
  }

  private void ask() {
    DatabaseLink on = link;
    asked = true;
    waitedTicks = 0;
    boolean whole = first || ++sinceSwitches >= SWITCHES_TICKS;
    sinceSwitches = whole ? 0 : sinceSwitches;
    Future<String> answer = whole ? on.readShort() : on.ping().map(v -> last.orElse(""));
    answer.onComplete(
        done -> {
          if (link != on || !asked) {
            return;
          }
          asked = false;
          if (done.succeeded()) {
            answered(done.result());
          } else {
            on.cut();
          }
        });
  }

  private void answered(String now) {
    if (!first) {
      times.add(waitedTicks * TICK_MILLIS);
    }
    first = false;
    boolean other = last.isPresent() && !last.get().equals(now);
    last = Optional.of(now);
    if (other) {
      onSign.run();
    }
  }
}

package dev.patchbay.agent;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * The question that costs the server next to nothing, asked once a tick over one open connection,
 * never two at a time. Used from its context's thread only.
 *
 * <p>How long an answer may take grows with what the node's own answers took: four times the
 * longest of the last minute or so, and never less than {@value #LEAST_MILLIS} ms. A node whose
 * cores are all busy is slow, and not sick. What a new connection takes is not counted, nor an
 * answer that took longer than a whole look may: that was a server that hung.
 */
final class ShortQuestion {
  static final int LEAST_MILLIS = 300;

  private static final int TICK_MILLIS = Pulse.TICK_MILLIS;
  private static final int GROWTH = 4;

  /** After so many ticks half of the longest answer is forgotten. */
  private static final int MEMORY_TICKS = 20_000 / TICK_MILLIS;

  /** How often what an operator sets is asked for, in ticks; between these it is a ping. */
  private static final int SWITCHES_TICKS = 2;

  /** Between two tries to connect, in ticks. */
  private static final int DIAL_TICKS = 5;

  private final Context context;
  private final DatabaseLogin login;
  private final Duration timeout;
  private final Runnable onSign;

  private DatabaseLink link;
  private boolean asked;
  private int waitedTicks;
  private int sinceSwitches;
  private int longestTicks;
  private boolean first;
  private int age;
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
    forget();
    if (asked) {
      waitedTicks++;
    } else if (link != null && link.isUsable()) {
      ask();
    } else if (sinceDial >= DIAL_TICKS) {
      dial();
    }
  }

  /** Whether the server lets it wait for too long. */
  boolean isLate() {
    return asked && waitedTicks * TICK_MILLIS >= limitMillis();
  }

  /** Says how long that is. */
  String latenessText() {
    return "the database at " + login.address() + " did not answer within " + limitMillis() + " ms";
  }

  int limitMillis() {
    return Math.max(LEAST_MILLIS, GROWTH * longestTicks * TICK_MILLIS);
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

  private void forget() {
    if (++age >= MEMORY_TICKS) {
      age = 0;
      longestTicks /= 2;
    }
  }

  private void dial() {
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
    if (!first && waitedTicks * TICK_MILLIS < timeout.toMillis()) {
      longestTicks = Math.max(longestTicks, waitedTicks);
    }
    first = false;
    boolean other = last.isPresent() && !last.get().equals(now);
    last = Optional.of(now);
    if (other) {
      onSign.run();
    }
  }
}

package dev.patchbay.ctl;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ctl drain}. */
@Command(
    name = "drain",
    description = {
      "Takes this proxy out, before it is stopped.",
      "",
      "Its health port closes, so that load balancers and BOSH DNS send no more clients; traffic"
          + " goes on. There is no way back but to start the proxy anew. Asks first; where there is"
          + " no terminal to ask at, --yes is needed.",
      "",
      "To take a node out: patchbay ctl disable"
    },
    sortOptions = false)
final class DrainCommand extends Verb {
  private static final String PATH = "/v0/drain";
  private static final long INTERVAL_MILLIS = 1000;

  /** So many questions in a row without an answer are the end of the wait. */
  private static final int MOST_FAILURES = 5;

  /** The last question gets so long at least, or the deadline would have no answer to go by. */
  private static final long MOMENT_MILLIS = 500;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Option(names = "--wait", description = "Wait until no session is left.")
  private boolean wait;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description =
          "With --wait: no longer than this. Sessions that are left then go on; the exit code is 1.")
  private Long deadline;

  private int failures;

  @Override
  int run(ApiClient client, Screen screen) throws CtlException, InterruptedException {
    if (deadline != null && (!wait || deadline < 0)) {
      throw CtlException.usage("--deadline is a number of seconds, and for --wait only");
    }
    if (!yes && !confirmed(client)) {
      throw CtlException.refused("nothing was done");
    }
    long began = System.nanoTime();
    Answer answer = begun(client, began);
    String left = left(answer);
    if (!ctl().json()) {
      screen.line("The proxy drains: no new clients are sent here. " + left + " left.");
    }
    while (wait && isBusy(answer) && !isOver(began)) {
      Thread.sleep(INTERVAL_MILLIS);
      answer = asked(client, answer, began);
      if (!left.equals(left(answer)) && !ctl().json()) {
        left = left(answer);
        screen.line(left + " left.");
      }
    }
    if (ctl().json()) {
      screen.json(answer.text());
    }
    return wait && isBusy(answer) ? ExitCode.REFUSED : ExitCode.DONE;
  }

  /**
   * Begins the drain; whoever waits for it asks again where an answer is lost, which does no harm.
   */
  private Answer begun(ApiClient client, long began) throws CtlException, InterruptedException {
    while (true) {
      try {
        return inTime(client, began).done(Request.bare("PUT", PATH));
      } catch (CtlException e) {
        boolean isFinal = e.exitCode() != ExitCode.UNREACHABLE || e.isDenied();
        if (!wait || isFinal || isOver(began) || ++failures == MOST_FAILURES) {
          throw e;
        }
        Thread.sleep(INTERVAL_MILLIS);
      }
    }
  }

  /** For a question that is over when the deadline is. */
  private ApiClient inTime(ApiClient client, long began) {
    return deadline == null ? client : client.within(left(began));
  }

  /**
   * The next answer; the last one where none came in the time that is left, or where one of a few
   * got lost: a proxy that is busy has not ended its sessions.
   */
  private Answer asked(ApiClient client, Answer last, long began) throws CtlException {
    try {
      Answer answer = inTime(client, began).get(PATH);
      failures = 0;
      return answer;
    } catch (CtlException e) {
      if (isOver(began)) {
        return last;
      }
      if (++failures == MOST_FAILURES || e.isDenied()) {
        throw e;
      }
      return last;
    }
  }

  private static boolean isBusy(Answer answer) throws CtlException {
    return sessions(answer) > 0;
  }

  private static long sessions(Answer answer) throws CtlException {
    long sessions = answer.fields().number("sessions").orElseThrow(DrainCommand::odd);
    if (sessions < 0) {
      throw odd();
    }
    return sessions;
  }

  private static CtlException odd() {
    return CtlException.unreachable("the answer does not say how many sessions are left");
  }

  private Duration left(long began) {
    long nanos = TimeUnit.SECONDS.toNanos(deadline) - (System.nanoTime() - began);
    return Duration.ofMillis(Math.max(MOMENT_MILLIS, TimeUnit.NANOSECONDS.toMillis(nanos)));
  }

  private boolean isOver(long began) {
    return deadline != null && System.nanoTime() - began >= TimeUnit.SECONDS.toNanos(deadline);
  }

  private boolean confirmed(ApiClient client) throws CtlException {
    Answer now = client.get(PATH);
    if (!ctl().around().tty().isThere()) {
      throw CtlException.usage("there is no terminal to ask at: add --yes, if you mean it");
    }
    Optional<String> said =
        ctl()
            .around()
            .tty()
            .ask(
                "Take the proxy at %s out? %s run on; only a restart brings it back. [y/N] "
                    .formatted(client.endpoint(), left(now)));
    String word = said.orElse("").strip().toLowerCase(Locale.ROOT);
    return word.equals("y") || word.equals("yes");
  }

  private static String left(Answer answer) throws CtlException {
    return Amounts.of(sessions(answer), "session");
  }
}

package dev.patchbay.ctl;

import java.util.function.Function;
import java.util.function.Predicate;

/** Asks again and again until something that takes its time has ended, and shows how it goes. */
final class Rounds {
  private static final long INTERVAL_MILLIS = 500;

  /** Where no line can be redrawn, a word every so often is enough. */
  private static final int QUIET_ROUNDS = 10;

  private static final int MOST_FAILURES = 20;
  private static final int USUAL_COLUMNS = 80;

  private final Screen screen;
  private final CtlCommand ctl;

  Rounds(Screen screen, CtlCommand ctl) {
    this.screen = screen;
    this.ctl = ctl;
  }

  /** What is asked. */
  interface Question {
    Answer ask() throws CtlException;
  }

  /**
   * The first answer by which it does not go on any more.
   *
   * @param first what is known already
   * @param words how it goes, for a person
   * @throws CtlException if nobody answers for long
   */
  Answer until(
      Answer first, Predicate<Answer> goesOn, Function<Answer, String> words, Question question)
      throws CtlException, InterruptedException {
    Answer answer = first;
    int failures = 0;
    int round = 0;
    while (goesOn.test(answer)) {
      show(words.apply(answer), round++);
      Thread.sleep(INTERVAL_MILLIS);
      try {
        answer = question.ask();
        failures = 0;
      } catch (CtlException e) {
        if (++failures == MOST_FAILURES || e.isDenied()) {
          throw e;
        }
      }
    }
    if (screen.isTerminal() && !ctl.json()) {
      screen.endProgress();
    }
    return answer;
  }

  private void show(String words, int round) {
    if (ctl.json()) {
      return;
    }
    if (screen.isTerminal()) {
      int columns = ctl.around().tty().size().map(Tty.Size::columns).orElse(USUAL_COLUMNS);
      screen.progress(words, columns);
    } else if (round % QUIET_ROUNDS == 0) {
      screen.line(words);
    }
  }
}

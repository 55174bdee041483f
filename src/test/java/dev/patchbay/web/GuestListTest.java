package dev.patchbay.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestListTest {
  private static final int CONNECTIONS = 3;
  private static final int YOUTH = 4;
  private static final int HEAD = 20;
  private static final int BODY = 120;
  private static final int ANSWER = 240;

  private int full;
  private final GuestList list =
      new GuestList(new GuestLimits(CONNECTIONS, YOUTH, HEAD, BODY, ANSWER), () -> full++);
  private final List<Visitor> closed = new ArrayList<>();

  private final class Visitor implements Guest.Wire {
    private final Guest guest;
    private boolean unsent;

    Visitor(Object source) {
      guest = new Guest(list, this, source);
      list.add(guest);
    }

    @Override
    public boolean hasUnsent() {
      return unsent;
    }

    @Override
    public void close() {
      closed.add(this);
    }

    Visitor asks() {
      guest.requestBegan();
      return this;
    }

    Visitor hasAsked() {
      guest.requestBegan();
      guest.requestEnded();
      guest.answerEnded();
      return this;
    }

    Visitor trusted() {
      guest.trust();
      return this;
    }
  }

  private Visitor comes() {
    return new Visitor("anywhere");
  }

  private void pass(int ticks) {
    for (int i = 0; i < ticks; i++) {
      list.onTick();
    }
  }

  @Test
  void nobodyGoes_upToTheLimit() {
    for (int i = 0; i < CONNECTIONS; i++) {
      comes();
    }

    assertThat(closed).isEmpty();
    assertThat(full).isZero();
  }

  @Test
  void oneMore_closesTheOldest_andSaysSo() {
    Visitor oldest = comes();
    comes();
    comes();

    comes();

    assertThat(closed).containsExactly(oldest);
    assertThat(full).isEqualTo(1);
    assertThat(list.size()).isEqualTo(CONNECTIONS);
  }

  @Test
  void oneMore_closesTheOneThatIsIdleLongest_notTheOneThatIsThereLongest() {
    Visitor first = comes();
    Visitor second = comes().hasAsked();
    comes().hasAsked();
    first.hasAsked();

    comes();

    assertThat(closed).containsExactly(second);
  }

  @Test
  void oneMore_closesTheSilentFirst_afterASecond() {
    comes().hasAsked();
    Visitor silent = comes();
    comes().hasAsked();
    pass(YOUTH);

    comes();

    assertThat(closed).containsExactly(silent);
  }

  @Test
  void oneMore_sparesTheOneThatHasJustCome() {
    Visitor asked = comes().hasAsked();
    comes();
    comes();

    comes();

    assertThat(closed).containsExactly(asked);
  }

  @Test
  void oneMore_closesOneOfTheMany_notTheOneFromElsewhere() {
    Visitor elsewhere = new Visitor("elsewhere");
    Visitor oldestOfMany = comes();
    comes();

    comes();
    comes();
    comes();

    assertThat(closed).contains(oldestOfMany).doesNotContain(elsewhere).hasSize(3);
  }

  @Test
  void oneMore_closesTheIdle_beforeTheBusy() {
    comes().asks();
    Visitor idle = comes().hasAsked();
    comes().asks();

    comes();

    assertThat(closed).containsExactly(idle);
  }

  @Test
  void oneMore_closesTheOldestBusyOne_whenNobodyIsIdle() {
    Visitor oldest = comes().asks();
    comes().asks();
    comes().asks();

    comes();

    assertThat(closed).containsExactly(oldest);
  }

  @Test
  void oneMore_closesABusyOneOfTheMany_beforeTheOneFromElsewhereThatHasJustCome() {
    Visitor oldestOfMany = comes().asks();
    comes().asks();
    Visitor elsewhere = new Visitor("elsewhere");

    comes();

    assertThat(closed).containsExactly(oldestOfMany).doesNotContain(elsewhere);
  }

  @Test
  void oneMore_goesItself_whenAllOthersAreTrusted() {
    for (int i = 0; i < CONNECTIONS; i++) {
      comes().asks().trusted();
    }

    Visitor newest = comes();

    assertThat(closed).containsExactly(newest);
  }

  @Test
  void trust_endsWithItsRequest() {
    Visitor trusted = comes().asks().trusted();
    comes().asks();
    comes().asks();
    trusted.guest.requestEnded();
    trusted.guest.answerEnded();

    comes();

    assertThat(closed).containsExactly(trusted);
  }

  @Test
  void answerThatIsNotTaken_isARequestInProgress() {
    Visitor slow = comes().hasAsked();
    slow.unsent = true;
    Visitor idle = comes().hasAsked();
    comes().asks();

    comes();

    assertThat(closed).containsExactly(idle);
  }

  @Test
  void goneByItself_leavesItsPlace() {
    list.remove(comes().guest);
    comes();
    comes();

    comes();

    assertThat(closed).isEmpty();
  }

  @Test
  void head_hasItsTime_fromTheFirstMoment() {
    Visitor slow = comes();
    pass(HEAD);
    assertThat(closed).isEmpty();

    slow.guest.heard();
    pass(1);

    assertThat(closed).containsExactly(slow);
    assertThat(list.isEmpty()).isTrue();
  }

  @Test
  void laterHead_hasItsTime_fromItsFirstByte() {
    Visitor slow = comes().hasAsked();
    pass(10 * HEAD);
    slow.guest.heard();
    pass(HEAD);
    slow.guest.heard();
    assertThat(closed).isEmpty();

    pass(1);

    assertThat(closed).containsExactly(slow);
  }

  @Test
  void body_hasItsTime_alsoWhenTheAnswerIsThere() {
    Visitor slow = comes().asks();
    slow.guest.answerEnded();
    slow.guest.heard();
    pass(BODY);
    assertThat(closed).isEmpty();

    pass(1);

    assertThat(closed).containsExactly(slow);
  }

  @Test
  void answer_hasItsTime_fromTheEndOfTheRequest() {
    Visitor slow = comes().asks();
    pass(BODY);
    slow.guest.requestEnded();
    pass(ANSWER);
    assertThat(closed).isEmpty();

    pass(1);

    assertThat(closed).containsExactly(slow);
  }

  @Test
  void answerThatIsNotTaken_isOverdue() {
    Visitor slow = comes().hasAsked();
    slow.unsent = true;

    pass(ANSWER + 1);

    assertThat(closed).containsExactly(slow);
  }

  @Test
  void answerWithoutEnd_hasNoTime() {
    Visitor follower = comes().asks();
    follower.guest.letRun();
    follower.guest.requestEnded();

    pass(10 * ANSWER);

    assertThat(closed).isEmpty();
  }

  @Test
  void idle_hasNoTimeHere() {
    comes().hasAsked();

    pass(10 * ANSWER);

    assertThat(closed).isEmpty();
  }
}

package dev.patchbay.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AbsenceTest {

  @Test
  void oneRound_isNothing_twoAreAnAbsence_untilItAnswers() {
    Absence once = Absence.NONE.after(true);
    Absence twice = once.after(true);

    assertThat(Absence.NONE.isKnown()).isFalse();
    assertThat(once.isKnown()).isFalse();
    assertThat(once.after(false)).isEqualTo(Absence.NONE);
    assertThat(twice.isKnown()).isTrue();
    assertThat(twice.after(true)).isEqualTo(twice);
    assertThat(twice.after(false).isKnown()).isFalse();
  }
}

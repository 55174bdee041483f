package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BalanceTest {

  @ParameterizedTest(name = "{0} here and {1} there")
  @CsvSource({
    "1, 0, false",
    "2, 0, true",
    "2, 1, false",
    "3, 1, true",
    "9, 8, false",
    "10, 8, false",
    "11, 8, true",
    "1126, 1000, false",
    "1127, 1000, true",
    "1, 1000, false"
  })
  void loopMayHaveOneMore_andAnEighth(int here, int least, boolean tooMany) {
    assertThat(Balance.isTooMany(here, least)).isEqualTo(tooMany);
  }

  /** As where the system always wakes the same one. */
  @Test
  void twoThousand_acceptedByOneLoop_areWithinAFifth() {
    int here = 0;
    int other = 0;

    for (int i = 0; i < 2000; i++) {
      if (Balance.isTooMany(here + 1, other)) {
        other++;
      } else {
        here++;
      }
    }

    assertThat(other).isLessThan(here);
    assertThat(here).isLessThanOrEqualTo(other * 6 / 5);
  }
}

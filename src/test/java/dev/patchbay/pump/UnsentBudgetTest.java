package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnsentBudgetTest {
  private static final int MOST = 256 * 1024;

  @Test
  void budgetThatIsFree_leavesReadsWhole() {
    assertThat(new UnsentBudget(1 << 30, 2).readBytes(MOST)).isEqualTo(MOST);
  }

  @Test
  void budgetThatIsUsedUp_leavesTheLeast() {
    UnsentBudget budget = new UnsentBudget(1 << 20, 2);

    budget.keep(1 << 20);

    assertThat(budget.readBytes(MOST)).isEqualTo(UnsentBudget.LEAST_READ_BYTES);
  }

  @Test
  void whatIsReleased_canBeReadAgain() {
    UnsentBudget budget = new UnsentBudget(1 << 20, 1);
    budget.keep(1 << 20);

    budget.release(1 << 20);

    assertThat(budget.used()).isZero();
    assertThat(budget.readBytes(MOST)).isEqualTo(MOST);
  }
}

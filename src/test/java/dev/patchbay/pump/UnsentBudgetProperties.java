package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class UnsentBudgetProperties {
  private static final int MOST = 256 * 1024;

  /** However many readers stop: what is kept beyond the budget is the least for each of them. */
  @Property(tries = 200)
  void stoppedReaders_keepNoMoreThanTheBudgetAndTheLeastForEach(
      @ForAll @IntRange(min = 1, max = 8) int loops,
      @ForAll @IntRange(min = 1, max = 64 << 20) int bytes,
      @ForAll @IntRange(min = 1, max = 5000) int readers) {
    UnsentBudget budget = new UnsentBudget(bytes, loops);

    for (int begun = 0; begun < readers; begun += loops) {
      // All loops read at the same moment, and nobody takes anything.
      int[] reads = new int[Math.min(loops, readers - begun)];
      for (int i = 0; i < reads.length; i++) {
        reads[i] = budget.readBytes(MOST);
      }
      for (int read : reads) {
        budget.keep(read);
      }
    }

    assertThat(budget.used())
        .isLessThanOrEqualTo(bytes + (long) readers * UnsentBudget.LEAST_READ_BYTES);
  }
}

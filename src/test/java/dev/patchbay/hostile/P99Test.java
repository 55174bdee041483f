package dev.patchbay.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class P99Test {
  private final P99 figures = new P99();

  private static Map<Innocents.Wish, List<Long>> window(long millis) {
    return Map.of(Innocents.Wish.API, Collections.nCopies(100, millis * 1_000_000));
  }

  @Test
  void oneBadWindow_decidesNothing() {
    List.of(1L, 900L, 2L).forEach(millis -> figures.add(window(millis)));

    assertThat(figures.median(Innocents.Wish.API)).isEqualTo(2);
    assertThat(figures.ofAll(Innocents.Wish.API)).isEqualTo(900);
  }

  @Test
  void ninetyNinthOfAHundred_isTaken() {
    figures.add(
        Map.of(
            Innocents.Wish.API,
            LongStream.rangeClosed(1, 100).map(i -> i * 1_000_000).boxed().toList()));

    assertThat(figures.median(Innocents.Wish.API)).isEqualTo(99);
  }

  @Test
  void nobodyWhoWasServed_isInfinitelyLong() {
    figures.add(Map.of(Innocents.Wish.API, List.of()));

    assertThat(figures.median(Innocents.Wish.API)).isInfinite();
  }
}

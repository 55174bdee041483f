package dev.patchbay.telemetry.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RingTest {

  @Test
  void newestAreKept_inOrder() {
    Ring<Integer> ring = new Ring<>(3);
    for (int i = 0; i < 5; i++) {
      ring.add(i);
    }

    assertThat(ring.from(0)).containsExactly(2, 3, 4);
    assertThat(ring.from(4)).containsExactly(4);
    assertThat(ring.from(5)).isEmpty();
    assertThat(ring.added()).isEqualTo(5);
    assertThat(ring.oldest()).isEqualTo(2);
  }

  @Test
  void emptyOne_hasNothing() {
    assertThat(new Ring<Integer>(3).from(0)).isEmpty();
  }

  @Test
  void reader_seesNoGapAndNothingOld_whileAnotherThreadAdds() throws Exception {
    Ring<Long> ring = new Ring<>(64);
    long last = 2_000_000;
    Thread writer =
        new Thread(
            () -> {
              for (long i = 0; i <= last; i++) {
                ring.add(i);
              }
            });
    AtomicLong overtaken = new AtomicLong();

    writer.start();
    long newest = -1;
    while (newest < last) {
      long before = ring.added();
      List<Long> seen = ring.from(0);
      for (int i = 1; i < seen.size(); i++) {
        assertThat(seen.get(i)).isEqualTo(seen.get(i - 1) + 1);
      }
      if (seen.size() < 64 && before >= 64) {
        overtaken.incrementAndGet();
      }
      if (!seen.isEmpty()) {
        newest = seen.get(seen.size() - 1);
        assertThat(newest).isGreaterThanOrEqualTo(before - 1);
      }
    }
    writer.join();

    assertThat(ring.from(0)).hasSize(64);
    System.out.println("ring: the reader was overtaken " + overtaken + " times");
  }
}

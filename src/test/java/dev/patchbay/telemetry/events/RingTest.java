package dev.patchbay.telemetry.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
  @Timeout(60)
  void readerThatIsOvertaken_seesNoGapAndNothingOld() throws Exception {
    Ring<Long> ring = new Ring<>(64);
    AtomicBoolean enough = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              for (long i = 0; !enough.get(); i++) {
                ring.add(i);
              }
            });
    int overtaken = 0;

    writer.start();
    // However busy the machine is: the writer goes on until it has overtaken the reader.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (overtaken < 10 && System.nanoTime() < deadline) {
      long before = ring.added();
      List<Long> seen = ring.from(0);
      for (int i = 1; i < seen.size(); i++) {
        assertThat(seen.get(i)).isEqualTo(seen.get(i - 1) + 1);
      }
      if (!seen.isEmpty()) {
        assertThat(seen.get(seen.size() - 1)).isGreaterThanOrEqualTo(before - 1);
      }
      overtaken += seen.size() < 64 && before >= 64 ? 1 : 0;
    }
    enough.set(true);
    writer.join();

    assertThat(overtaken).isEqualTo(10);
    assertThat(ring.from(0)).hasSize(64);
  }
}

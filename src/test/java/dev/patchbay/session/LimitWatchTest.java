package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LimitWatchTest {
  private static final SessionCap CAP = new SessionCap(10, SessionCap.By.CONFIGURATION);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final SessionLimit limit = new SessionLimit(CAP, nanos::get);
  private final List<String> told = new ArrayList<>();
  private final LimitWatch watch =
      new LimitWatch(
          limit,
          nanos::get,
          new LimitWatch.Listener() {
            @Override
            public void paused(SessionCap cap, int sessions) {
              told.add("paused " + sessions);
            }

            @Override
            public void resumed(SessionCap cap, int sessions) {
              told.add("resumed " + sessions);
            }
          });

  @Test
  void belowTheLimit_nothingIsTold() {
    open(9);

    look(120);

    assertThat(told).isEmpty();
    assertThat(limit.accepting().paused()).isFalse();
  }

  @Test
  void limitReached_isToldOnce_andItsEndAfterTenSeconds() {
    open(10);
    look(30);
    assertThat(told).containsExactly("paused 10");
    assertThat(TimeUnit.NANOSECONDS.toSeconds(limit.accepting().pausedNanos())).isEqualTo(30);

    close(3);
    look(9);
    assertThat(told).hasSize(1);
    look(2);

    assertThat(told).containsExactly("paused 10", "resumed 7");
    assertThat(TimeUnit.NANOSECONDS.toSeconds(limit.accepting().pausedNanos())).isEqualTo(30);
  }

  @Test
  void pauseThatIsOverBeforeAnybodyLooks_isTold() {
    open(10);
    close(1);

    look(1);

    assertThat(told).containsExactly("paused 9");
  }

  @Test
  void manyPauses_areToldAsOne() {
    for (int i = 0; i < 500; i++) {
      open(10);
      look(1);
      close(10);
    }
    assertThat(told).containsExactly("paused 10");

    look(11);

    assertThat(told).containsExactly("paused 10", "resumed 0");
  }

  @Test
  void newPause_isToldOnceAMinuteIsOver() {
    open(10);
    look(1);
    close(10);
    look(11);
    open(10);

    look(40);
    assertThat(told).containsExactly("paused 10", "resumed 0");
    look(20);

    assertThat(told).containsExactly("paused 10", "resumed 0", "paused 10");
  }

  private void open(int sessions) {
    for (int i = 0; i < sessions; i++) {
      limit.opened();
    }
  }

  private void close(int sessions) {
    for (int i = 0; i < sessions; i++) {
      limit.closed();
    }
  }

  private void look(int seconds) {
    for (int i = 0; i < seconds; i++) {
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      watch.look();
    }
  }
}

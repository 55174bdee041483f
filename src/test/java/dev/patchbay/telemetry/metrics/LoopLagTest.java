package dev.patchbay.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopLagTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private long now;
  private final LoopLag lag = new LoopLag(registry, () -> now);

  @Test
  void lateTask_isMeasuredAndAnEarlyOneIsNot() {
    lag.watch("web", (millis, task) -> tasks.add(task));

    runAfter(LoopLag.INTERVAL_MILLIS + 7);
    runAfter(LoopLag.INTERVAL_MILLIS - 1);

    Timer timer = registry.get("patchbay.event.loop.lag").tag("loop", "web").timer();
    assertThat(timer.count()).isEqualTo(2);
    assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(7);
    assertThat(timer.max(TimeUnit.MILLISECONDS)).isEqualTo(7);
  }

  @Test
  void stopped_asksForNoFurtherTask() {
    lag.watch("web", (millis, task) -> tasks.add(task));

    lag.stop();
    runAfter(LoopLag.INTERVAL_MILLIS + 7);

    assertThat(tasks).isEmpty();
    assertThat(registry.get("patchbay.event.loop.lag").timer().count()).isZero();
  }

  @Test
  void measuringThatThrows_isNotTheEndOfIt() {
    boolean[] broken = {false};
    LoopLag fragile =
        new LoopLag(
            registry,
            () -> {
              if (broken[0]) {
                broken[0] = false;
                throw new IllegalStateException("no time");
              }
              return now;
            });
    fragile.watch("web", (millis, task) -> tasks.add(task));

    broken[0] = true;
    assertThatThrownBy(() -> tasks.remove().run()).hasMessage("no time");

    assertThat(tasks).hasSize(1);
  }

  private void runAfter(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
    tasks.remove().run();
  }
}

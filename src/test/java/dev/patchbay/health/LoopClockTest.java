package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopClockTest {
  private final FakeLoop loop = new FakeLoop();
  private final LoopClock clock = new LoopClock(loop, () -> loop.nowNanos);
  private final List<Long> rung = new ArrayList<>();

  @Test
  void alarmOnALoopThatIsInTime_isGivenWhenItIsDue() {
    alarm(1000);

    loop.run(990);
    assertThat(rung).isEmpty();
    loop.run(20);

    assertThat(rung).hasSize(1);
    assertThat(rung.get(0)).isBetween(1000L, 1010L);
  }

  @ParameterizedTest
  @ValueSource(longs = {2000, 6000, 12_000})
  void pause_movesTheAlarmByItsLength(long pauseMillis) {
    alarm(1000);

    loop.run(400);
    loop.pause(pauseMillis);
    loop.run(560);
    assertThat(rung).isEmpty();
    loop.run(80);

    assertThat(rung).hasSize(1);
  }

  @Test
  void pauseWhenTheTimeIsAlmostOver_leavesATurnInWhichToReadWhatCame() {
    alarm(1000);
    loop.run(999);

    loop.pause(6000);
    loop.turn();

    assertThat(rung).isEmpty();
    int turns = loop.turns;
    loop.run(100);
    assertThat(rung).hasSize(1);
    assertThat(loop.turns).isGreaterThan(turns);
  }

  @Test
  void pauseWithinTheLastTurn_bringsOneMore() {
    alarm(0);

    for (int i = 0; i < 5; i++) {
      loop.pause(500);
      loop.turn();
      assertThat(rung).isEmpty();
    }
    loop.run(10);

    assertThat(rung).hasSize(1);
  }

  @Test
  void loopThatIsLateAtEveryTurn_givesTheAlarmAllTheSame() {
    alarm(100);

    for (int i = 0; i < 100 && rung.isEmpty(); i++) {
      loop.pause(500);
      loop.turn();
    }

    assertThat(rung).hasSize(1);
  }

  @Test
  void cancelledAlarm_isNotGivenAndTheClockCeasesToTick() {
    LoopClock.Alarm alarm = alarm(100);
    loop.run(50);

    alarm.cancel();
    alarm.cancel();
    loop.run(500);

    assertThat(rung).isEmpty();
    assertThat(loop.timers).isEmpty();
  }

  @Test
  void timeBetweenTwoAlarms_isNoneOfTheSecondOne() {
    alarm(100);
    loop.run(200);
    loop.pause(60_000);

    LoopClock.Alarm second = alarm(100);

    assertThat(second.leftNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    loop.run(95);
    assertThat(rung).hasSize(1);
    loop.run(20);
    assertThat(rung).hasSize(2);
  }

  private LoopClock.Alarm alarm(long millis) {
    return clock.alarm(
        TimeUnit.MILLISECONDS.toNanos(millis), () -> rung.add(loop.nowNanos / 1_000_000));
  }

  /** A loop that is always in time, but when it is held up. */
  private static final class FakeLoop implements LoopClock.Timers {
    private record Timer(long dueNanos, Runnable action) {}

    private final Map<Long, Timer> timers = new HashMap<>();
    private long nowNanos;
    private long last;
    private int turns;

    @Override
    public long set(long millis, Runnable action) {
      assertThat(millis).isPositive();
      timers.put(++last, new Timer(nowNanos + TimeUnit.MILLISECONDS.toNanos(millis), action));
      return last;
    }

    @Override
    public void cancel(long timer) {
      timers.remove(timer);
    }

    /** Time passes, and the loop does nothing. */
    void pause(long millis) {
      nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Runs what is due now; what that sets is for the next turn. */
    void turn() {
      turns++;
      List<Map.Entry<Long, Timer>> due =
          timers.entrySet().stream()
              .filter(e -> e.getValue().dueNanos() <= nowNanos)
              .sorted(Comparator.comparing(e -> e.getValue().dueNanos()))
              .map(e -> Map.entry(e.getKey(), e.getValue()))
              .toList();
      due.stream()
          .filter(e -> timers.remove(e.getKey()) != null)
          .forEach(e -> e.getValue().action().run());
    }

    void run(long millis) {
      for (long i = 0; i < millis; i++) {
        pause(1);
        turn();
      }
    }
  }
}

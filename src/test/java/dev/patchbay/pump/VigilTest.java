package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.pump.Vigil.Finding;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Looks every five seconds at a peer whose system says what the test sets. */
class VigilTest {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final Duration STEP = Duration.ofSeconds(5);

  private final Vigil vigil = new Vigil();
  private long now;
  private int reads;
  private int writes;
  private boolean kept;
  private boolean telling = true;
  private int asked;

  private int unanswered;
  private int unacked;
  private int resent;
  private long acked;
  private int heard = 1;
  private int unsent;

  @Test
  void idlePeer_isNeverAskedFor() {
    assertThat(lookFor(Duration.ofHours(1))).isEqualTo(Finding.ALIVE);

    assertThat(asked).isZero();
  }

  @Test
  void peerThatHasTakenAll_isAskedForOnce() {
    writes++;

    assertThat(lookFor(Duration.ofHours(1))).isEqualTo(Finding.ALIVE);

    assertThat(asked).isEqualTo(1);
  }

  @Test
  void peerThatSendsWithoutPause_isNotAskedFor() {
    for (int i = 0; i < 100; i++) {
      writes++;
      reads++;
      assertThat(look()).isEqualTo(Finding.ALIVE);
    }

    assertThat(asked).isZero();
  }

  @Test
  void unansweredRetransmissions_areDeathAfter45Seconds() {
    writes++;
    unacked = 1;
    resent = 7;
    look();

    resent = 10;
    assertThat(lookFor(Duration.ofSeconds(40))).isEqualTo(Finding.ALIVE);

    assertThat(look()).isEqualTo(Finding.DEAD);
  }

  @Test
  void unansweredProbesOfAClosedWindow_areDeathAfter45Seconds() {
    kept = true;
    unsent = 100_000;
    look();

    unanswered = 3;
    assertThat(lookFor(Duration.ofSeconds(40))).isEqualTo(Finding.ALIVE);

    assertThat(look()).isEqualTo(Finding.DEAD);
  }

  @Test
  void silenceWithoutThreeQuestions_isNoDeath() {
    writes++;
    unacked = 1;
    look();

    resent = 2;
    assertThat(lookFor(Duration.ofMinutes(10))).isEqualTo(Finding.ALIVE);

    resent = 3;
    assertThat(look()).isEqualTo(Finding.DEAD);
  }

  @Test
  void segmentThatComes_breaksTheSilence() {
    writes++;
    unacked = 1;
    look();
    resent = 100;
    lookFor(Duration.ofSeconds(40));

    heard++;
    assertThat(lookFor(Duration.ofHours(1))).isEqualTo(Finding.ALIVE);

    resent = 103;
    assertThat(look()).isEqualTo(Finding.DEAD);
  }

  @Test
  void bytesThatAreRead_breakTheSilence() {
    writes++;
    unacked = 1;
    look();
    resent = 100;
    lookFor(Duration.ofSeconds(40));

    reads++;

    assertThat(lookFor(Duration.ofSeconds(45))).isEqualTo(Finding.ALIVE);
  }

  @Test
  void deadPeerOfAWrappedCounter_isFound() {
    writes++;
    unacked = 1;
    resent = Integer.MAX_VALUE;
    look();

    resent += 3;

    assertThat(lookFor(Duration.ofSeconds(45))).isEqualTo(Finding.DEAD);
  }

  @Test
  void livingPeerWithAClosedWindow_isStalledAfterItsLimitOnly() {
    kept = true;
    unsent = 100_000;
    look();

    for (Duration t = STEP; t.compareTo(LIMIT) < 0; t = t.plus(STEP)) {
      heard++;
      assertThat(look()).isEqualTo(Finding.ALIVE);
    }

    heard++;
    assertThat(look()).isEqualTo(Finding.STALLED);
  }

  @Test
  void peerThatTakesALittle_isNotStalled() {
    kept = true;
    unsent = 100_000;

    for (int i = 0; i < 10; i++) {
      acked++;
      heard++;
      assertThat(lookFor(LIMIT)).isEqualTo(Finding.ALIVE);
    }
  }

  @Test
  void whatTheSystemOnlyMadeRoomFor_isNotTaken() {
    kept = true;
    unsent = 100_000;
    look();
    lookFor(LIMIT.minus(STEP));

    writes++;

    assertThat(look()).isEqualTo(Finding.STALLED);
  }

  @Test
  void bytesThatWaitInTheSystemOnly_areNoStall() {
    writes++;
    unsent = 1000;

    assertThat(lookFor(LIMIT.multipliedBy(4))).isEqualTo(Finding.ALIVE);
  }

  @Test
  void systemThatDoesNotTell_hasStalledPeersToo() {
    telling = false;
    kept = true;
    look();

    lookFor(LIMIT.minus(STEP));
    writes++;
    assertThat(lookFor(LIMIT)).isEqualTo(Finding.ALIVE);

    assertThat(look()).isEqualTo(Finding.STALLED);
  }

  @Test
  void limitOfZero_isNone() {
    kept = true;

    for (int i = 0; i < 1000; i++) {
      now += Duration.ofHours(1).toNanos();
      assertThat(look(Duration.ZERO)).isEqualTo(Finding.ALIVE);
    }
  }

  /** Looks every five seconds for so long; the finding of the last look. */
  private Finding lookFor(Duration time) {
    Finding last = Finding.ALIVE;
    for (Duration t = Duration.ZERO; t.compareTo(time) < 0; t = t.plus(STEP)) {
      assertThat(last).isEqualTo(Finding.ALIVE);
      last = look();
    }
    return last;
  }

  private Finding look() {
    now += STEP.toNanos();
    return look(LIMIT);
  }

  private Finding look(Duration limit) {
    return vigil.look(now, reads, writes, kept, limit.toNanos(), this::info);
  }

  private Optional<TcpInfo> info() {
    asked++;
    return telling
        ? Optional.of(new TcpInfo(unanswered, unacked, resent, acked, heard, unsent))
        : Optional.empty();
  }
}

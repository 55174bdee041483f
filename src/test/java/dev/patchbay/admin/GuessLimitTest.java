package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.session.Source;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GuessLimitTest {
  private long nanos = Long.MAX_VALUE - 5;
  private final GuessLimit limit = new GuessLimit(() -> nanos);
  private final Source stranger = source("203.0.113.7");
  private final Source operator = source("10.0.0.1");

  private static Source source(String address) {
    try {
      return Source.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void wrong(Source source, int times) {
    for (int i = 0; i < times; i++) {
      limit.wrong(source);
    }
  }

  @Test
  void fewWrongOnes_costNothing_andMoreCostMore_upToABound() {
    wrong(stranger, GuessLimit.FREE);
    assertThat(limit.delay(stranger)).isZero();

    limit.wrong(stranger);
    Duration one = limit.delay(stranger);
    limit.wrong(stranger);
    Duration two = limit.delay(stranger);
    wrong(stranger, 100_000);

    assertThat(one).isPositive();
    assertThat(two).isGreaterThan(one);
    assertThat(limit.delay(stranger)).isEqualTo(Duration.ofMillis(GuessLimit.MOST_MILLIS));
    assertThat(limit.delay(operator)).isZero();
  }

  @Test
  void afterAMinute_allIsForgotten() {
    wrong(stranger, 100_000);

    nanos += TimeUnit.SECONDS.toNanos(60);

    assertThat(limit.delay(stranger)).isZero();
  }

  @Test
  void addressesOfOneNetwork_areOneSource() {
    wrong(source("2001:db8:1:2::1"), 50);

    assertThat(limit.delay(source("2001:db8:1:2:ffff::9"))).isPositive();
    assertThat(limit.delay(source("2001:db8:1:3::1"))).isZero();
  }

  /** Whoever comes from however many places: nobody waits for ever, and who was in comes in. */
  @Test
  void manySources_costAStrangerAWait_andThoseWhoWereInNothing() throws Exception {
    limit.right(operator);
    for (int i = 0; i < 200_000; i++) {
      byte[] address = {100, (byte) (i >> 16), (byte) (i >> 8), (byte) i};
      limit.wrong(Source.of(InetAddress.getByAddress(address)));
    }

    assertThat(limit.delay(source("192.0.2.1")))
        .isPositive()
        .isLessThanOrEqualTo(Duration.ofMillis(GuessLimit.MOST_MILLIS));
    assertThat(limit.isFamiliar(operator)).isTrue();
    assertThat(limit.isFamiliar(source("192.0.2.1"))).isFalse();
  }

  @Test
  void familiarSources_areBoundedToo() throws Exception {
    limit.right(operator);
    for (int i = 0; i < 1000; i++) {
      limit.right(
          Source.of(InetAddress.getByAddress(new byte[] {10, 1, (byte) (i >> 8), (byte) i})));
    }

    assertThat(limit.isFamiliar(operator)).isFalse();
  }
}

package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.text.IpLiteral;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SourceCountsTest {
  private final SourceCounts counts = new SourceCounts();

  @Test
  void source_hasAsManyAsItMay_andANewOneForEachThatLeaves() {
    Source source = source("203.0.113.9");

    assertThat(counts.enter(source, 2)).isTrue();
    assertThat(counts.enter(source, 2)).isTrue();
    assertThat(counts.enter(source, 2)).isFalse();
    assertThat(counts.enter(source("203.0.113.10"), 2)).isTrue();
    counts.leave(source);

    assertThat(counts.of(address("203.0.113.9"))).isEqualTo(1);
    assertThat(counts.enter(source, 2)).isTrue();
    assertThat(counts.enter(source, 2)).isFalse();
  }

  @Test
  void loweredLimit_isKept_onceEnoughHaveLeft() {
    Source source = source("203.0.113.9");
    for (int i = 0; i < 5; i++) {
      counts.enter(source, 5);
    }

    assertThat(counts.enter(source, 2)).isFalse();
    for (int i = 0; i < 4; i++) {
      counts.leave(source);
    }
    assertThat(counts.enter(source, 2)).isTrue();
  }

  @Test
  void sourceWithoutSessions_isNotInTheTable() {
    counts.enter(source("203.0.113.9"), 1);
    counts.enter(source("203.0.113.10"), 1);
    counts.leave(source("203.0.113.9"));

    assertThat(counts.sources()).isEqualTo(1);
  }

  @Test
  void ipv6Addresses_areOneSourceByTheirFirst64Bits_andNeverAnIpv4One() {
    assertThat(source("2001:db8:1:2::1")).isEqualTo(source("2001:db8:1:2:ffff::9"));
    assertThat(source("2001:db8:1:2::1")).isNotEqualTo(source("2001:db8:1:3::1"));
    assertThat(source("::1")).isNotEqualTo(source("0.0.0.0"));
    assertThat(source("::ffff:10.0.0.1")).isEqualTo(source("10.0.0.1"));
  }

  @Test
  void manyThreads_neverExceedTheLimit_andLeaveNothingBehind() throws Exception {
    int limit = 3;
    List<Source> sources = List.of(source("10.0.0.1"), source("10.0.0.2"));
    List<AtomicInteger> inside = List.of(new AtomicInteger(), new AtomicInteger());
    AtomicInteger most = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> done = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      done.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  int which = i % 2;
                  if (counts.enter(sources.get(which), limit)) {
                    int now = inside.get(which).incrementAndGet();
                    most.accumulateAndGet(now, Math::max);
                    inside.get(which).decrementAndGet();
                    counts.leave(sources.get(which));
                  }
                }
              }));
    }
    for (Future<?> thread : done) {
      thread.get(60, TimeUnit.SECONDS);
    }
    threads.shutdown();

    assertThat(most.get()).isBetween(1, limit);
    assertThat(counts.sources()).isZero();
  }

  private static Source source(String address) {
    return Source.of(address(address));
  }

  private static InetAddress address(String text) {
    return IpLiteral.parse(text).orElseThrow();
  }
}

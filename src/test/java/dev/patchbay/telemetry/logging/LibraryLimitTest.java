package dev.patchbay.telemetry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LibraryLimitTest {
  private final LoggerContext context = new LoggerContext();
  private long now;
  private final LibraryLimit limit = new LibraryLimit(List.of("io"), () -> now);

  @Test
  void sameFaultOfALibrary_isSaidOnceAMinute() {
    assertThat(says("io.vertx.Context", "null")).isTrue();
    assertThat(says("io.vertx.Context", "null")).isFalse();
    assertThat(says("io.vertx.Context", "another")).isTrue();

    now += TimeUnit.MINUTES.toNanos(1);

    assertThat(says("io.vertx.Context", "null")).isTrue();
  }

  @Test
  void manyFaultsOfALibrary_areFewLinesAMinute() {
    int lines = 0;
    for (int i = 0; i < 1000; i++) {
      lines += says("io.vertx.Context", "fault " + i) ? 1 : 0;
    }

    assertThat(lines).isBetween(1, 10);
  }

  @Test
  void whatIsOurs_isAllSaid() {
    for (int i = 0; i < 3; i++) {
      assertThat(says("health", "null")).isTrue();
    }
  }

  private boolean says(String logger, String fault) {
    return limit.decide(
            new LoggingEvent(
                "x",
                context.getLogger(logger),
                Level.ERROR,
                "Unhandled exception",
                new NullPointerException(fault),
                null))
        != FilterReply.DENY;
  }
}

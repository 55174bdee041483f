package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryLimitTest {

  @ParameterizedTest
  @CsvSource({"268435456, 87381", "33554432, 10922", "1000, 1", "9223372036854775807, 2147483647"})
  void half_isForSessions(long heapBytes, int sessions) {
    assertThat(MemoryLimit.maxSessions(heapBytes, false, false, false)).isEqualTo(sessions);
  }

  @Test
  void sessionsServedByIoUring_haveMore() {
    assertThat(MemoryLimit.maxSessions(268435456, true, false, false)).isEqualTo(65536);
  }

  @Test
  void sessionsThatAreFollowed_haveMore() {
    assertThat(MemoryLimit.maxSessions(268435456, false, true, false)).isEqualTo(32768);
  }

  @Test
  void sessionsByTls_haveMoreStill() {
    assertThat(MemoryLimit.maxSessions(268435456, false, true, true)).isEqualTo(2048);
  }
}

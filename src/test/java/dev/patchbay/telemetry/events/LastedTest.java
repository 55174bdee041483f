package dev.patchbay.telemetry.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastedTest {
  @ParameterizedTest
  @CsvSource({
    "0, less than a second",
    "999, less than a second",
    "1000, 1 s",
    "59999, 59 s",
    "60000, 1 min",
    "133999, 2 min 13 s",
    "3600000, 1 h",
    "11520000, 3 h 12 min",
    "442800000, 5 d 3 h",
    "9223372036854775807, 106751991167 d 7 h"
  })
  void time_isSaidInItsTwoLargestUnits(long millis, String words) {
    assertThat(Lasted.of(millis)).isEqualTo(words);
  }
}

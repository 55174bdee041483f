package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "-0, PT0S",
    "0s, PT0S",
    "90s, PT1M30S",
    "1m30s, PT1M30S",
    "1h2m3.5s, PT1H2M3.5S",
    "1.5h, PT1H30M",
    "300ms, PT0.3S",
    "+5s, PT5S",
    "-1.5s, PT-1.5S",
    ".5s, PT0.5S",
    "1.s, PT1S",
    "1us, PT0.000001S",
    "1\u00b5s, PT0.000001S",
    "1\u03bcs, PT0.000001S",
    "52763797000ns, PT52.763797S",
    "1.9ns, PT0.000000001S",
    "1s1h, PT1H1S",
    "0.3333333333333333333h, PT20M",
    "9223372036854775807ns, PT2562047H47M16.854775807S"
  })
  void parse_whatGoAccepts(String text, Duration expected) {
    // Go cuts 0.3333333333333333333h to 19m59.999999999s or rounds it, by version; so a nanosecond.
    assertThat(GoDuration.parse(text)).isCloseTo(expected, Duration.ofNanos(1));
  }

  @ParameterizedTest
  @MethodSource("tooLong")
  @ValueSource(
      strings = {
        "",
        "3",
        "-",
        "s",
        ".",
        "-.",
        ".s",
        "+.s",
        "1d",
        "1.2.3s",
        "1s 2m",
        " 1s",
        "1s ",
        "1S",
        "--1s",
        "1,5s",
        "1e3s",
        "0x1s",
        "\u0661s",
        "9223372036854775808ns",
        "3000000h",
        "1sx"
      })
  void parse_whatGoRefuses(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GoDuration.parse(text))
        .withMessageContaining("expected a duration such as 90s, 1m30s or 500ms");
  }

  @ParameterizedTest
  @CsvSource({
    "0s, 0ms",
    "20ms, 20ms",
    "1500us, 1.5ms",
    "90s, 1m30s",
    "60s, 1m",
    "7200s, 2h",
    "1h1ms, 1h0.001s",
    "1500ms, 1.5s",
    "25h61s, 25h1m1s"
  })
  void text_isReadBackAsTheSame(String given, String text) {
    Duration duration = GoDuration.parse(given);

    assertThat(GoDuration.text(duration)).isEqualTo(text);
    assertThat(GoDuration.parse(text)).isEqualTo(duration);
  }

  static String[] tooLong() {
    return new String[] {"9".repeat(1000) + "s", "1s".repeat(100_000)};
  }
}

package dev.patchbay.telemetry.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogOptionsTest {

  @Test
  void emptyName_isRefusedWithTheFlag() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogOptions.DEFAULT.named(" "))
        .withMessage("-log-name: must not be empty");
  }

  @Test
  void of_knownWords() {
    LogOptions options = LogOptions.of("fatal", "unix-epoch", "lager", false, List.of());

    assertThat(options.level()).isEqualTo(LogOptions.Level.FATAL);
    assertThat(options.timeFormat()).isEqualTo(LogOptions.TimeFormat.UNIX_EPOCH);
    assertThat(options.format()).isEqualTo(LogOptions.Format.LAGER);
  }

  @Test
  void of_unknownLevel_namesFlagValueAndWhatWasExpected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogOptions.of("warn", "rfc3339", "auto", false, List.of()))
        .withMessage("-logLevel: \"warn\" is not one of debug, info, error, fatal");
  }

  @Test
  void of_unknownTimeFormat() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogOptions.of("info", "iso", "auto", false, List.of()))
        .withMessage("-timeFormat: \"iso\" is not one of unix-epoch, rfc3339");
  }

  @Test
  void of_brokenPattern_namesTheFlag() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogOptions.of("info", "rfc3339", "auto", true, List.of("a(")))
        .withMessageStartingWith("-redactPatterns: \"a(\" is not a regular expression: ");
  }
}

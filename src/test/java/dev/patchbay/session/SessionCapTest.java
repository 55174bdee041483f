package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.session.SessionCap.By;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionCapTest {

  @ParameterizedTest
  @CsvSource({
    "0, 400, 500, 400, OPEN_FILES",
    "0, 500, 400, 400, MEMORY",
    "300, 500, 400, 300, CONFIGURATION",
    "600, 500, 400, 400, MEMORY",
    "400, 400, 400, 400, CONFIGURATION"
  })
  void smallest_isTheCap(int configured, int files, int memory, int sessions, By by) {
    assertThat(SessionCap.smallest(configured, files, memory))
        .isEqualTo(new SessionCap(sessions, by));
  }
}

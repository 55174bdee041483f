package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileLimitTest {

  @ParameterizedTest
  @CsvSource({"1024, 361, 25", "1048576, 471759, 1000", "250, 50, 8", "20, 4, 8", "1, 1, 8"})
  void files_areSharedOut(long files, int sessions, int web) {
    FileLimit limit = FileLimit.of("Max open files            " + files + "   1048576   files\n");

    assertThat(limit).isEqualTo(new FileLimit(sessions, web));
  }

  @Test
  void unlimitedFiles_areNoLimit() {
    FileLimit limit = FileLimit.of("Max open files            unlimited   unlimited   files\n");

    assertThat(limit.maxSessions()).isEqualTo(Integer.MAX_VALUE);
  }
}

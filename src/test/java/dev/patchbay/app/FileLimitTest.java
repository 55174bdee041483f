package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileLimitTest {
  private static final FileLimit.Own OWN = new FileLimit.Own(70, 3, 2, 5);
  private static final int OWN_FILES = 70 + 9 + 5 + 3 * 5 + 2 * 4 + 16 + 30;

  @ParameterizedTest
  @CsvSource({
    "1024, 385, 25",
    "1048576, 522211, 1000",
    "256, 35, 8",
    "200, 7, 8",
    "20, 1, 8",
    "1, 1, 8"
  })
  void files_areSharedOut(long files, int sessions, int web) {
    FileLimit limit = of(files, OWN);

    assertThat(limit).isEqualTo(new FileLimit(sessions, web));
  }

  @ParameterizedTest
  @CsvSource({"256", "1024", "4096", "65536", "1048576"})
  void sessionsAndStrangersAtTheirLimits_leaveWhatTheProxyNeeds(long files) {
    FileLimit limit = of(files, OWN);

    long taken = 2L * limit.maxSessions() + 4L * limit.maxWebConnections();
    assertThat(OWN.files()).isEqualTo(OWN_FILES);
    assertThat(files - taken).isGreaterThanOrEqualTo(OWN_FILES);
  }

  @Test
  void moreNodesProxiesAndLoops_keepMoreFiles() {
    long few = new FileLimit.Own(70, 1, 0, 4).files();

    assertThat(new FileLimit.Own(70, 11, 0, 4).files()).isEqualTo(few + 50);
    assertThat(new FileLimit.Own(70, 1, 10, 4).files()).isEqualTo(few + 40);
    assertThat(new FileLimit.Own(70, 1, 0, 14).files()).isEqualTo(few + 10);
    assertThat(new FileLimit.Own(70, 1, 0, 4).with(11, 10).files()).isEqualTo(few + 90);
  }

  @Test
  void unlimitedFiles_areNoLimit() {
    FileLimit limit =
        FileLimit.of("Max open files            unlimited   unlimited   files\n", OWN);

    assertThat(limit.maxSessions()).isEqualTo(Integer.MAX_VALUE);
  }

  private static FileLimit of(long files, FileLimit.Own own) {
    return FileLimit.of("Max open files            " + files + "   1048576   files\n", own);
  }
}

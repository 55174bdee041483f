package dev.patchbay.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short run of {@code acceptance/endurance}; two minutes. Needs the built jar. */
@Tag("endurance")
class EnduranceAcceptanceTest {

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES) // two, where nobody else wants the machine
  void churn_leavesNothingBehind() throws Exception {
    Path directory = Files.createDirectories(Path.of("target/endurance-test"));

    assertThat(new Endurance(Duration.ofSeconds(60), 1, directory).run()).isEmpty();
  }
}

package dev.patchbay.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A short run of {@code acceptance/endurance}; two minutes. Needs the built jar. */
@Tag("endurance")
class EnduranceAcceptanceTest {

  @Test
  void churn_leavesNothingBehind() throws Exception {
    Path directory = Files.createDirectories(Path.of("target/endurance-test"));

    assertThat(new Endurance(Duration.ofSeconds(60), 1, directory).run()).isEmpty();
  }
}

package dev.patchbay.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A short run of {@code acceptance/hostile}, with times that hold on a machine with other work; a
 * minute and a half. Needs the built jar.
 */
@Tag("endurance")
class HostileAcceptanceTest {

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES) // two, where nobody else wants the machine
  void strangers_keepNobodyFromBeingServed() throws Exception {
    Path directory = Files.createDirectories(Path.of("target/hostile-test"));

    assertThat(new Hostile(directory, Duration.ofSeconds(2), 3, 10, 500).run()).isEmpty();
  }
}

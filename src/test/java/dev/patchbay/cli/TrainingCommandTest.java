package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.PatchbayProcess;
import org.junit.jupiter.api.Test;

class TrainingCommandTest {

  @Test
  void trainingRun_takesTheProxyThroughItsWholeLifeAndEnds() throws Exception {
    try (PatchbayProcess training = PatchbayProcess.start("training-run")) {
      assertThat(training.exitCode()).isZero();
      assertThat(training.out())
          .contains("Proxy started")
          .contains("New active backend")
          .contains("Severing all connections to node/0")
          .contains("patchbay.Stopped");
    }
  }
}

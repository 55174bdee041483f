package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HostsFileTest {

  /** What cannot be opened for want of a descriptor is not empty. */
  @Test
  void processWithoutFileDescriptors_stillKnowsTheHostsFilesNames() throws Exception {
    Process starved =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -n 300; exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StarvedLookUp.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      List<String> said = starved.inputReader().lines().toList();

      assertThat(starved.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(said)
          .filteredOn(line -> line.startsWith("true") || line.startsWith("false"))
          .containsExactly("true false", "true false", "true true", "true true", "true false");
    } finally {
      starved.destroyForcibly();
    }
  }
}

package dev.patchbay.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short run of {@code acceptance/chaos}: two proxies and a cluster on machines of their own, one
 * play of some faults under load. About two minutes; needs root.
 */
@Tag("chaos")
class ChaosAcceptanceTest {
  private static final List<String> FAULTS =
      List.of("killed", "frozen", "host-cut-off", "proxy-frozen", "proxies-apart-killed");
  private static final int LIMIT_MINUTES = 12;

  @TempDir private Path directory;

  @Test
  void faultsUnderLoad_loseNoCommitAndSplitNoWrites() throws Exception {
    Path output = directory.resolve("output");
    ProcessBuilder chaos =
        new ProcessBuilder(
                "acceptance/chaos",
                "--times=1",
                "--seed=1",
                "--faults=" + String.join(",", FAULTS),
                "--report=target/chaos-test")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    chaos
        .environment()
        .putAll(
            Map.of(
                "PATCHBAY_CHAOS_DIR",
                "/var/tmp/patchbay-chaos-test",
                "PATCHBAY_CHAOS_CLASSPATH",
                System.getProperty("java.class.path"),
                "JAVA_HOME",
                System.getProperty("java.home")));
    Process process = chaos.start();
    boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.destroy(); // it cleans up
      process.waitFor(1, TimeUnit.MINUTES);
    }

    String said = Files.readString(output);
    System.out.println(said);
    assertThat(ended).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    String table = Files.readString(Path.of("target/chaos-test/chaos.tsv"));
    assertThat(table.lines().map(line -> line.split("\t")[0]))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of("fault"), FAULTS.stream()).toList());
  }
}

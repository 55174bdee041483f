package dev.patchbay.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nodes, proxies and clients, each a container with an address of its own, and a ledger of what the
 * clients were promised while some were killed, frozen, cut off or moved. {@code
 * acceptance/containers} says what it needs, and starts it.
 */
@Tag("containers")
class ContainersAcceptanceTest {
  private static final Path DIRECTORY = Path.of("target/containers");

  @Test
  void faultsOfContainers_loseNoCommitAndSplitNoWrites() throws Exception {
    String why = environment("PATCHBAY_CONTAINERS_MISSING", "");
    Assumptions.assumeTrue(why.isEmpty(), why);
    DockerApi.speak(environment("PATCHBAY_DOCKER_API", "1.41"));
    remove(DIRECTORY);
    Files.createDirectories(DIRECTORY);
    String wanted = environment("PATCHBAY_CONTAINERS_FAULTS", "all");
    List<String> faults =
        Fault.of(ContainerFault.values(), wanted).stream().map(Fault::key).toList();

    long code;
    String nodeImage = environment("PATCHBAY_CONTAINERS_NODES", "");
    try (ContainerHouse house = ContainerHouse.start(DIRECTORY, nodeImage)) {
      code =
          house.run(
              ContainerChaos.class,
              List.of(
                  environment("PATCHBAY_CONTAINERS_SEED", "1"),
                  wanted,
                  environment("PATCHBAY_CONTAINERS_TIMES", "1"),
                  DIRECTORY.toAbsolutePath().toString()),
              System.out::print);
    }

    assertThat(code).as("exit code of the clients' program, see its output").isZero();
    String table = Files.readString(DIRECTORY.resolve("chaos.tsv"));
    assertThat(table.lines().map(line -> line.split("\t")[0]))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of("fault"), faults.stream()).toList());
  }

  private static String environment(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }

  private static void remove(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}

package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaging of patchbay-jre, with archives of every form that prepare accepts. */
class RuntimePackagingTest {
  @TempDir private Path compile;

  /** Writes the name of its last argument's directory, which is what {@code --output} names. */
  private static final String JLINK =
      """
      #!/usr/bin/env bash
      mkdir "${@: -1}" && echo made >"${@: -1}/release"
      """;

  private Tool packaging(String entry, String tool) throws Exception {
    Path jlink = compile.resolve("tree/jdk-25/bin").resolve(tool);
    Files.createDirectories(jlink.getParent());
    Files.writeString(jlink, JLINK);
    assertThat(jlink.toFile().setExecutable(true)).isTrue();
    Files.createDirectory(compile.resolve("jdk"));
    Tool tar =
        Tool.run(
            "tar",
            "-czf",
            compile.resolve("jdk/jdk.tar.gz").toString(),
            "-C",
            compile.resolve("tree").toString(),
            entry);
    assertThat(tar.code()).as(tar.err()).isZero();
    Path script = ReleaseDir.ROOT.resolve("packages/patchbay-jre/packaging");
    String target = Files.createDirectory(compile.resolve("target")).toString();
    return Tool.run(
        compile, Map.of("BOSH_INSTALL_TARGET", target), "", List.of("bash", script.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk-25", "./jdk-25"})
  void archive_mayNameItsTopDirectoryEitherWay(String entry) throws Exception {
    Tool packaging = packaging(entry, "jlink");

    assertThat(packaging.code()).as(packaging.err()).isZero();
    assertThat(compile.resolve("target/release")).hasContent("made");
  }

  @Test
  void archiveWithoutJlink_isAnErrorThatSaysWhatIsNeeded() throws Exception {
    Tool packaging = packaging("jdk-25", "java");

    assertThat(packaging.code()).isEqualTo(1);
    assertThat(packaging.err()).contains("must be a JDK, not a JRE");
  }
}

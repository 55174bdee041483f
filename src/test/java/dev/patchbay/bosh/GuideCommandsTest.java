package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the guides as they are written there, one after another from the one directory
 * that each names, with a stand-in for {@code bosh} that wants every file to be there.
 */
class GuideCommandsTest {
  private static final Path STAND_IN =
      ReleaseDir.PROJECT.resolve("src/test/resources/bosh/stand-in-bosh");

  /** A line of a code block that calls bosh or our own script, with its continuations. */
  private static final Pattern COMMAND =
      Pattern.compile("^ {4,}(bosh(?:-release/\\S+)? .*(?:\\\\\\n.*)*)", Pattern.MULTILINE);

  @TempDir private Path root;

  private Path sourceTree() throws Exception {
    Path tree = Files.createDirectories(root.resolve("patchbay"));
    for (String file : ReleaseDir.committed("bosh-release", "ops-files")) {
      Files.createDirectories(tree.resolve(file).getParent());
      Files.copy(ReleaseDir.PROJECT.resolve(file), tree.resolve(file));
    }
    // The real one needs a JDK's archive, and has tests of its own.
    Files.writeString(
        tree.resolve("bosh-release/scripts/prepare"),
        "#!/bin/sh\n[ \"$1\" = --jdk ] && mkdir -p bosh-release/src/jdk"
            + " && : >bosh-release/src/jdk/jdk.tar.gz\n");
    return tree;
  }

  private static List<String> commands(String guide) throws IOException {
    String text = Files.readString(ReleaseDir.PROJECT.resolve("docs").resolve(guide));
    return COMMAND.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private void run(Path directory, List<String> commands) throws Exception {
    Path bin = Files.createDirectories(root.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("bosh"), STAND_IN);
    for (String command : commands) {
      Tool tool =
          Tool.run(
              directory,
              Map.of("PATH", bin + ":/usr/bin:/bin"),
              "",
              List.of("bash", "-euc", command));

      assertThat(tool.code()).as(command + "\n" + tool.err()).isZero();
    }
  }

  @Test
  void boshGuide_runsFromTheSourceTree() throws Exception {
    List<String> commands = commands("bosh.md");

    assertThat(commands).hasSizeGreaterThanOrEqualTo(6).first().asString().contains("prepare");
    run(sourceTree(), commands);
  }

  @Test
  void migrationGuide_runsFromPxcRelease_withTheSourceTreeBesideIt() throws Exception {
    sourceTree();
    Path pxc = Files.createDirectories(root.resolve("pxc-release/operations")).getParent();
    Files.createFile(pxc.resolve("pxc-deployment.yml"));
    Files.createFile(pxc.resolve("operations/use-clustered.yml"));

    List<String> commands = commands("migrating-from-switchboard.md");

    assertThat(commands).hasSizeGreaterThanOrEqualTo(2);
    run(pxc, commands);
  }
}

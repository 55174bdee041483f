package dev.patchbay.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files that are handed out. */
@Tag("packages")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ReleaseTest {
  @TempDir private Path temporary;

  @Test
  void twoBuildsOfOneCommit_areTheSameByteForByte() throws Exception {
    Path clone = temporary.resolve("another name");
    Release.succeed(
        temporary,
        "git",
        "-c",
        "safe.directory=*",
        "clone",
        "--quiet",
        Release.PROJECT.toString(),
        clone.toString());
    Map<String, String> elsewhere = Map.of("TZ", "Asia/Tokyo", "LANG", "C");
    // Both at the same time: each waits for discs and for single threads half of its time.
    var making =
        new FutureTask<>(() -> Release.make(clone, temporary.resolve("second"), elsewhere));
    Thread maker = new Thread(making, "second release");
    maker.start();

    Release first = Release.get();
    Release second = making.get();

    assertThat(Files.readString(second.file("SHA256SUMS")))
        .isEqualTo(Files.readString(first.file("SHA256SUMS")));
  }

  @Test
  void checksums_areOfAllFiles() throws Exception {
    Release release = Release.get();

    String checked = Release.succeed(release.directory(), "sha256sum", "-c", "SHA256SUMS");

    assertThat(checked.lines().map(line -> line.replaceFirst(": OK$", "")))
        .containsExactlyElementsOf(
            release.names().stream().filter(name -> !name.equals("SHA256SUMS")).toList())
        .anyMatch(name -> name.endsWith(".jar"))
        .anyMatch(name -> name.endsWith(".cdx.json"))
        .anyMatch(name -> name.endsWith("_all.deb"))
        .anyMatch(name -> name.startsWith("patchbay-bosh-"))
        .anyMatch(name -> name.startsWith("patchbay-image-"));
  }

  @Test
  void billOfMaterials_hasWhatIsInTheJar() throws Exception {
    String bill = Files.readString(Release.get().file("*.cdx.json"));

    assertThat(bill).contains("\"CycloneDX\"", "\"vertx-core\"", "\"logback-classic\"");
    assertThat(bill).doesNotContain("\"junit-jupiter\"");
    for (String line : Files.readAllLines(Path.of("target/runtime-dependencies.txt"))) {
      Matcher dependency = Pattern.compile("^ +([^:]+):([^:]+):jar").matcher(line);
      if (dependency.find()) {
        assertThat(bill).contains("pkg:maven/" + dependency.group(1) + "/" + dependency.group(2));
      }
    }
  }

  @Test
  void boshTarball_hasWhatItsManifestSays() throws Exception {
    Release.succeed(temporary, "tar", "-xzf", Release.get().file("patchbay-bosh-*.tgz").toString());

    String manifest = Files.readString(temporary.resolve("release.MF"));

    assertThat(manifest).contains("name: patchbay\n").containsPattern("version: 1\\.0\\.0");
    for (String part :
        List.of(
            "jobs/proxy",
            "jobs/agent",
            "packages/patchbay",
            "packages/patchbay-jre",
            "packages/proxy",
            "license")) {
      String sum = Release.succeed(temporary, "sha256sum", part + ".tgz").split(" ")[0];
      assertThat(manifest).as(part).contains("sha1: sha256:" + sum);
    }
    assertThat(Release.succeed(temporary, "tar", "-tzf", "packages/patchbay.tgz"))
        .contains("./packaging\n", "./patchbay/patchbay.jar\n", "./patchbay/NOTICE\n")
        .contains("./patchbay/licenses/", "_x86_64.so", "_aarch_64.so");
    assertThat(Release.succeed(temporary, "tar", "-tzf", "jobs/proxy.tgz"))
        .contains("./job.MF\n", "./monit\n", "./templates/drain.erb\n");
    assertThat(Release.succeed(temporary, "tar", "-tzf", "license.tgz"))
        .contains("./LICENSE\n", "./NOTICE\n");
  }
}

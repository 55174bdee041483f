package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code bosh create-release} checks of a release directory, and a little more. */
class ReleaseLayoutTest {
  private static final long MOST_BYTES = 64 * 1024;

  @TempDir private Path temporary;

  static List<Path> jobs() throws IOException {
    return ReleaseDir.children(ReleaseDir.ROOT.resolve("jobs"));
  }

  static List<Path> packages() throws IOException {
    return ReleaseDir.children(ReleaseDir.ROOT.resolve("packages"));
  }

  private static Map<String, Object> spec(Path directory) throws IOException {
    return ReleaseDir.map(ReleaseDir.yaml(directory.resolve("spec")));
  }

  private static Set<String> names(List<Path> directories) {
    return directories.stream()
        .map(d -> d.getFileName().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void config_namesTheReleaseAndTracksNoBlob() throws IOException {
    Object release = ReleaseDir.yaml(ReleaseDir.ROOT.resolve("config/final.yml"));

    assertThat(ReleaseDir.map(release)).containsEntry("name", "patchbay");
    assertThat(ReleaseDir.yaml(ReleaseDir.ROOT.resolve("config/blobs.yml"))).isEqualTo(Map.of());
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void job_hasItsTemplatesMonitAndPackages(Path job) throws IOException {
    Map<String, Object> spec = spec(job);
    Map<String, Object> templates = ReleaseDir.map(spec.get("templates"));

    assertThat(spec).containsEntry("name", job.getFileName().toString()).containsKey("description");
    assertThat(templates.keySet()).isEqualTo(names(ReleaseDir.children(job.resolve("templates"))));
    assertThat(templates.values()).doesNotHaveDuplicates();
    assertThat(job.resolve("monit")).isRegularFile();
    assertThat(names(packages())).containsAll(strings(spec.get("packages")));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void job_usesEveryPropertyOfItsSpec_andProvidesNoOther(Path job) throws IOException {
    Map<String, Object> spec = spec(job);
    Map<String, Object> known = ReleaseDir.map(spec.get("properties"));
    StringBuilder templates = new StringBuilder();
    for (Path template : ReleaseDir.children(job.resolve("templates"))) {
      templates.append(Files.readString(template));
    }

    Set<String> provided = new TreeSet<>();
    for (Object link : ReleaseDir.list(spec.get("provides"))) {
      provided.addAll(strings(ReleaseDir.map(link).get("properties")));
    }

    assertThat(known.keySet()).containsAll(provided);
    assertThat(known)
        .allSatisfy(
            (name, definition) -> {
              assertThat(ReleaseDir.map(definition)).containsKey("description");
              assertThat(provided.contains(name) || templates.indexOf("'" + name + "'") >= 0)
                  .as(name)
                  .isTrue();
            });
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void job_everyPropertyIsInTheTableOfTheGuide(Path job) throws IOException {
    String guide = Files.readString(ReleaseDir.PROJECT.resolve("docs/bosh.md"));

    for (Map.Entry<String, Object> property :
        ReleaseDir.map(spec(job).get("properties")).entrySet()) {
      Object preset = ReleaseDir.map(property.getValue()).get("default");
      String shown = preset == null ? "" : preset.equals("") ? "empty" : String.valueOf(preset);
      assertThat(guide)
          .containsPattern(
              "\\| `%s` \\| [^|]*%s[^|]* \\| "
                  .formatted(Pattern.quote(property.getKey()), Pattern.quote(shown)));
    }
  }

  @ParameterizedTest
  @MethodSource("packages")
  void package_isNamedAfterItsDirectory_andItsDependenciesExist(Path directory) throws IOException {
    Map<String, Object> spec = spec(directory);

    assertThat(spec).containsEntry("name", directory.getFileName().toString());
    assertThat(names(packages())).containsAll(strings(spec.get("dependencies")));
    assertThat(directory.resolve("packaging")).isRegularFile();
  }

  @Test
  void packagesOfOneJob_bringTheirDependencies() throws IOException {
    for (Path job : jobs()) {
      List<String> listed = strings(spec(job).get("packages"));
      for (String name : listed) {
        assertThat(listed)
            .containsAll(
                strings(spec(ReleaseDir.ROOT.resolve("packages/" + name)).get("dependencies")));
      }
    }
  }

  @Test
  void committedFiles_areSmallAndText() throws Exception {
    List<String> files = ReleaseDir.committed("bosh-release", "ops-files");

    assertThat(files).contains("bosh-release/jobs/proxy/spec", "ops-files/use-patchbay.yml");
    for (String file : files) {
      assertThat(Files.size(ReleaseDir.PROJECT.resolve(file))).isLessThan(MOST_BYTES);
      assertThat(Files.readString(ReleaseDir.PROJECT.resolve(file))).doesNotContain("\0");
    }
  }

  @Test
  void prepare_fillsEveryPatternOfEveryPackage_andNothingOfItWouldBeCommitted() throws Exception {
    Path release = copyOfTheRelease();

    Tool prepare =
        Tool.run(
            release.resolve("scripts/prepare").toString(),
            "--jdk",
            archive("jdk-25/bin/jlink").toString(),
            "--jar",
            jar().toString());

    assertThat(prepare.code()).as(prepare.err()).isZero();
    assertThat(prepare.out())
        .contains("src/patchbay/patchbay.jar", "src/jdk/jdk.tar.gz", "bosh create-release --force");
    List<Path> sources = files(release.resolve("src"));
    Set<String> used = new TreeSet<>();
    for (Path directory : packages()) {
      for (String pattern : strings(spec(directory).get("files"))) {
        // BOSH's ** stands for no directory as well.
        PathMatcher deep = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        PathMatcher flat =
            FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("**/", ""));
        List<Path> matched =
            sources.stream().filter(f -> deep.matches(f) || flat.matches(f)).toList();
        assertThat(matched).as(pattern).isNotEmpty();
        matched.forEach(f -> used.add(f.toString()));
      }
    }
    assertThat(used)
        .as("all that prepare made, and the launcher")
        .hasSize(sources.size())
        .contains("dashboard/index.html", "patchbay/native/libx.so", "patchbay/launcher")
        .contains("patchbay/LICENSE", "patchbay/NOTICE", "patchbay/licenses/MIT.txt");
    // Of these bosh makes the tarball's own.
    assertThat(release.resolve("LICENSE")).isRegularFile();
    assertThat(release.resolve("NOTICE")).isRegularFile();
    Tool git = Tool.run(release, Map.of(), "", List.of("git", "init", "-q"));
    assertThat(git.code()).isZero();
    Tool status =
        Tool.run(
            release,
            Map.of(),
            "",
            List.of(
                "git", "ls-files", "--others", "--exclude-standard", "src", "LICENSE", "NOTICE"));
    assertThat(status.out()).isEqualTo("src/patchbay/launcher\n");
  }

  @Test
  void prepare_saysWhatIsWrong() throws Exception {
    Path release = copyOfTheRelease();
    String prepare = release.resolve("scripts/prepare").toString();
    Path noArchive = Files.writeString(temporary.resolve("no.tar.gz"), "no");

    Tool none = Tool.run(prepare);
    Tool missing = Tool.run(prepare, "--jdk", temporary.resolve("none").toString());
    Tool broken = Tool.run(prepare, "--jdk", noArchive.toString());
    Tool jre = Tool.run(prepare, "--jdk", archive("jre-25/bin/java").toString());
    Tool unknown = Tool.run(prepare, "--jkd", "x");

    assertThat(List.of(none, missing, broken, jre, unknown)).allMatch(t -> t.code() == 1);
    assertThat(none.err()).contains("--jdk is missing");
    assertThat(missing.err()).contains("there is no file");
    assertThat(broken.err()).contains("not a .tar.gz archive");
    assertThat(jre.err()).contains("must be a JDK, not a JRE");
    assertThat(unknown.err()).contains("unknown argument --jkd");
    assertThat(release.resolve("src/jdk")).doesNotExist();
  }

  private Path copyOfTheRelease() throws Exception {
    Path copy = temporary.resolve("bosh-release");
    for (String file : ReleaseDir.committed("bosh-release")) {
      Path to = temporary.resolve(file);
      Files.createDirectories(to.getParent());
      Files.copy(
          ReleaseDir.PROJECT.resolve(file), to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }
    return copy;
  }

  private Path archive(String file) throws Exception {
    Path directory = Files.createTempDirectory(temporary, "tree");
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), "x");
    Path archive = Files.createTempFile(temporary, "archive", ".tar.gz");
    Tool tar =
        Tool.run("tar", "-czf", archive.toString(), "-C", directory.toString(), file.split("/")[0]);
    assertThat(tar.code()).as(tar.err()).isZero();
    return archive;
  }

  private Path jar() throws IOException {
    Path jar = temporary.resolve("some.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (String entry :
          List.of(
              "META-INF/native/libx.so",
              "META-INF/LICENSE",
              "META-INF/NOTICE",
              "META-INF/licenses/MIT.txt",
              "dashboard/index.html",
              "dashboard/a/b.js")) {
        out.putNextEntry(new JarEntry(entry));
        out.write('x');
      }
    }
    return jar;
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).map(root::relativize).sorted().toList();
    }
  }

  private static List<String> strings(Object list) {
    return list == null ? List.of() : ReleaseDir.list(list).stream().map(Object::toString).toList();
  }
}

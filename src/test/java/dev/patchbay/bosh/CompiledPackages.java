package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The packages of the release, made as a BOSH agent makes them: the files that a package's spec
 * lists and its packaging script in a directory of its own, {@code BOSH_INSTALL_TARGET}, and {@code
 * bash -x packaging} there; then packed, and unpacked on another machine at the same place.
 */
final class CompiledPackages {
  private static final List<String> IN_ORDER = List.of("patchbay-jre", "patchbay", "proxy");

  private final Path root;
  private final Path scratch;
  private final Map<String, String> said = new HashMap<>();

  private CompiledPackages(Path root, Path scratch) {
    this.root = root;
    this.scratch = scratch;
  }

  /**
   * @param root stands for {@code /var/vcap}
   * @param scratch an empty directory
   */
  static CompiledPackages make(Path root, Path scratch, Path jdk, Path jar) throws Exception {
    CompiledPackages made = new CompiledPackages(root, scratch);
    made.prepare(jdk, jar);
    for (String name : IN_ORDER) {
      made.compile(name);
    }
    return made;
  }

  /** All that the packaging of this package said. */
  String said(String name) {
    return said.get(name);
  }

  Path directory(String name) {
    return root.resolve("packages").resolve(name);
  }

  private void prepare(Path jdk, Path jar) throws Exception {
    Path archive = scratch.resolve("jdk.tar.gz");
    succeed(
        scratch,
        Map.of(),
        "tar",
        "--create",
        "--use-compress-program=gzip -1",
        "--file=" + archive,
        "--exclude=src.zip",
        "--directory=" + jdk.getParent(),
        jdk.getFileName().toString());
    for (String file : ReleaseDir.committed("bosh-release")) {
      Path to = scratch.resolve(file);
      Files.createDirectories(to.getParent());
      Files.copy(
          ReleaseDir.PROJECT.resolve(file), to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }
    succeed(
        scratch,
        Map.of(),
        "bosh-release/scripts/prepare",
        "--jdk",
        archive.toString(),
        "--jar",
        jar.toString());
    Files.delete(archive);
  }

  private void compile(String name) throws Exception {
    Path release = scratch.resolve("bosh-release");
    Path source = release.resolve("packages").resolve(name);
    Path compile = Files.createDirectories(scratch.resolve("compile").resolve(name));
    Path target = install(name, "where-it-is-made");
    for (Object pattern :
        ReleaseDir.list(ReleaseDir.map(ReleaseDir.yaml(source.resolve("spec"))).get("files"))) {
      // Each pattern here is one file, or all that is below one directory.
      String path = pattern.toString().replace("/**/*", "");
      Files.createDirectories(compile.resolve(path).getParent());
      succeed(release.resolve("src"), Map.of(), "cp", "-a", path, compile.resolve(path).toString());
    }
    Files.copy(source.resolve("packaging"), compile.resolve("packaging"));

    Tool packaging =
        succeed(
            compile,
            Map.of(
                "BOSH_COMPILE_TARGET",
                compile.toString(),
                "BOSH_INSTALL_TARGET",
                target.toString(),
                "BOSH_PACKAGE_NAME",
                name,
                "BOSH_PACKAGE_VERSION",
                "1"),
            "bash",
            "-x",
            "packaging");
    said.put(name, packaging.out() + packaging.err());

    Path packed = scratch.resolve(name + ".tar");
    succeed(target, Map.of(), "tar", "-cf", packed.toString(), ".");
    delete(target.toRealPath());
    Files.delete(target);
    delete(compile);
    install(name, "where-it-runs");
    succeed(target, Map.of(), "tar", "-xf", packed.toString());
    Files.delete(packed);
  }

  /** As the agent does: a directory of its own for each version, and a link that everybody uses. */
  private Path install(String name, String version) throws Exception {
    Path versions = root.resolve("data/packages").resolve(name);
    Path installed = Files.createDirectories(versions.resolve(version));
    Files.createDirectories(directory(name).getParent());
    return Files.createSymbolicLink(directory(name), installed);
  }

  private static Tool succeed(Path directory, Map<String, String> environment, String... command)
      throws Exception {
    Tool tool = Tool.run(directory, environment, "", List.of(command));
    assertThat(tool.code())
        .as(() -> String.join(" ", command) + "\n" + tool.out() + tool.err())
        .isZero();
    return tool;
  }

  static void delete(Path tree) throws Exception {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

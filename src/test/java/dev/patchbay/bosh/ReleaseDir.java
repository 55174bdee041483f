package dev.patchbay.bosh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The release in this source tree, and what reads it. */
final class ReleaseDir {
  static final Path PROJECT = Path.of("").toAbsolutePath();
  static final Path ROOT = PROJECT.resolve("bosh-release");
  static final Path OPS_FILES = PROJECT.resolve("ops-files");

  private ReleaseDir() {}

  static Object yaml(String text) {
    return new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  static Object yaml(Path file) throws IOException {
    return yaml(Files.readString(file));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object yaml) {
    return (List<Object>) yaml;
  }

  /** The files below these directories that are committed, as paths from the project's root. */
  static List<String> committed(String... directories) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-c", "safe.directory=*", "ls-files"));
    command.addAll(List.of(directories));
    Tool listed = Tool.run(command.toArray(String[]::new));
    if (listed.code() != 0) {
      throw new AssertionError("git: " + listed.err());
    }
    return listed.out().lines().toList();
  }

  static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.sorted().toList();
    }
  }
}

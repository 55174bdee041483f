package dev.patchbay.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.bosh.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What {@code acceptance/release} has made of the last commit; once for all tests of a JVM. Where
 * the variable PATCHBAY_TEST_RELEASE names a directory, what lies there, so that one test can be
 * tried again in less time.
 */
record Release(Path directory) {
  static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final int LIMIT_MINUTES = 15;
  private static Release made;

  /** Made in this source tree. */
  static synchronized Release get() throws Exception {
    String there = System.getenv("PATCHBAY_TEST_RELEASE");
    if (made == null && there != null) {
      made = new Release(Path.of(there));
    } else if (made == null) {
      made = make(PROJECT, PROJECT.resolve("target/release"), Map.of());
    }
    return made;
  }

  /** Makes it anew, in this source tree, into this directory. */
  static Release make(Path tree, Path directory, Map<String, String> environment, String... parts)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(tree.resolve("acceptance/release").toString());
    command.addAll(List.of("--output", directory.toString()));
    command.addAll(List.of(parts));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Path log = Files.createTempFile("release", ".log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.destroy();
    }
    assertThat(ended && process.exitValue() == 0).as(Files.readString(log)).isTrue();
    Files.delete(log);
    return new Release(directory);
  }

  /** The one file whose name matches. */
  Path file(String glob) throws IOException {
    try (var found = Files.newDirectoryStream(directory, glob)) {
      List<Path> files = new ArrayList<>();
      found.forEach(files::add);
      assertThat(files).as(glob).hasSize(1);
      return files.get(0);
    }
  }

  /** The names of all files. */
  List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Runs a command that must succeed; returns what it printed. */
  static String succeed(Path directory, String... command) throws Exception {
    Tool tool = Tool.run(directory, Map.of(), "", List.of(command));
    assertThat(tool.code()).as(List.of(command) + "\n" + tool.out() + tool.err()).isZero();
    return tool.out();
  }
}

package dev.patchbay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** NOTICE and the directory licenses, held against all that is distributed. */
class LicencesTest {
  private static final Path NOTICE = Path.of("NOTICE");
  private static final Path LICENSES = Path.of("licenses");

  /** Written by the build: what the jar is made of, each with its file. */
  private static final Path DEPENDENCIES = Path.of("target/runtime-dependencies.txt");

  /** A line such as {@code com.example:thing:jar:1.0:compile:/path/to/thing-1.0.jar}. */
  private static final Pattern DEPENDENCY =
      Pattern.compile("(?m)^\\s+([\\w.-]+:[\\w.-]+):jar:\\S*?:(/\\S+\\.jar)");

  /** A line of NOTICE: what it is, its licence, and the file with that. */
  private static final Pattern ENTRY =
      Pattern.compile("(?m)^    ([\\w.-]+:[\\w.-]+) +(\\S+) +(\\S+)$");

  /** What is packed into another one's jar, and tells nothing of itself there; and the rest. */
  private static final Set<String> WITHOUT_A_JAR =
      Set.of(
          "ch.randelshofer:fastdoubleparser",
          "com.google.protobuf:protobuf-java",
          "org.webjars.npm:lit-html",
          "openjdk:jdk");

  private static final Pattern METADATA =
      Pattern.compile("META-INF/maven/([^/]+)/([^/]+)/pom.properties");

  private static Set<String> entries() throws IOException {
    return found(ENTRY, Files.readString(NOTICE), 1);
  }

  private static Set<String> found(Pattern pattern, String in, int group) {
    return pattern
        .matcher(in)
        .results()
        .map(result -> result.group(group))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, List<Path>> dependencies() throws IOException {
    String list = Files.readString(DEPENDENCIES).replaceAll("\u001b\\[[0-9;]*m", "");
    Map<String, List<Path>> files = new TreeMap<>();
    for (MatchResult line : DEPENDENCY.matcher(list).results().toList()) {
      files.merge(
          line.group(1),
          List.of(Path.of(line.group(2))),
          (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
    }
    assertThat(files).as("what the build wrote of its dependencies").hasSizeGreaterThan(30);
    return files;
  }

  /** A dependency by its own name, and whatever else its jar says that it has in it. */
  private static Set<String> distributed() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Map.Entry<String, List<Path>> dependency : dependencies().entrySet()) {
      names.add(dependency.getKey());
      for (Path file : dependency.getValue()) {
        try (JarFile jar = new JarFile(file.toFile())) {
          jar.stream()
              .map(entry -> METADATA.matcher(entry.getName()))
              .filter(java.util.regex.Matcher::matches)
              .forEach(match -> names.add(match.group(1) + ":" + match.group(2)));
        }
      }
    }
    return names;
  }

  @Test
  void everythingInTheJar_hasItsEntry_andNothingElseHas() throws IOException {
    Set<String> expected = new TreeSet<>(distributed());
    expected.addAll(WITHOUT_A_JAR);

    assertThat(entries())
        .as("the entries of NOTICE; a new dependency needs one, and its licence in licenses")
        .isEqualTo(expected);
  }

  @Test
  void everyLicence_isThere_andEveryFileIsNamed() throws IOException {
    String notice = Files.readString(NOTICE);
    Set<String> needed = found(ENTRY, notice, 3);
    Set<String> there = new TreeSet<>();
    try (Stream<Path> files = Files.list(LICENSES)) {
      files.forEach(file -> there.add(file.getFileName().toString()));
    }

    assertThat(there).containsAll(needed).allMatch(notice::contains);
    for (String file : there) {
      assertThat(Files.size(LICENSES.resolve(file))).as(file).isGreaterThan(100);
    }
  }

  /** What another one's NOTICE says has to be passed on; these are those that bring one. */
  @Test
  void noticesOfDependencies_arePassedOn() throws IOException {
    String ours =
        Files.readString(LICENSES.resolve("NOTICE-jackson.txt"))
            + Files.readString(LICENSES.resolve("NOTICE-micrometer.txt"));
    for (List<Path> files : dependencies().values()) {
      for (Path file : files) {
        try (JarFile jar = new JarFile(file.toFile())) {
          for (String name : List.of("META-INF/NOTICE", "META-INF/NOTICE.txt", "NOTICE")) {
            if (jar.getEntry(name) != null) {
              String text = new String(jar.getInputStream(jar.getEntry(name)).readAllBytes());
              assertThat(ours).as(file + ": " + name).contains(text.strip());
            }
          }
        }
      }
    }
  }
}

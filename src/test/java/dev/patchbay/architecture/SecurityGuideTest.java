package dev.patchbay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each threat in docs/security.md names its test, and there is one of that name. */
class SecurityGuideTest {
  private static final Pattern TEST = Pattern.compile("`(\\w+)`");

  /** The rows of the table of threats: threat, what is done, what holds it. */
  private static List<String[]> threats() throws IOException {
    String table = Files.readString(Path.of("docs/security.md")).split("## Threats")[1];
    return table
        .split("\n## ")[0]
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| threat "))
        .map(line -> line.substring(2, line.length() - 2).split(" \\| "))
        .toList();
  }

  private static Set<String> testClasses() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("Test.java"))
          .map(name -> name.replace(".java", ""))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void eachThreat_namesTestsThatThereAre() throws IOException {
    Set<String> there = testClasses();
    List<String> missing = new ArrayList<>();
    for (String[] threat : threats()) {
      assertThat(threat).as(threat[0]).hasSize(3);
      List<String> tests = TEST.matcher(threat[2]).results().map(r -> r.group(1)).toList();
      assertThat(tests).as(threat[0]).isNotEmpty();
      tests.stream().filter(test -> !there.contains(test)).forEach(missing::add);
    }

    assertThat(threats()).hasSizeGreaterThan(20);
    assertThat(missing).isEmpty();
  }

  @Test
  void guide_isLinked_whereSomebodyLooksForIt() throws IOException {
    for (String page : List.of("SECURITY.md", "README.md")) {
      assertThat(Files.readString(Path.of(page))).as(page).contains("(docs/security.md)");
    }
  }

  /** The command that is shown is one of the pom. */
  @Test
  void profileForWeaknesses_isInThePom() throws IOException {
    assertThat(Files.readString(Path.of("docs/security.md"))).contains("mvn -Pvulnerabilities");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<id>vulnerabilities</id>", "<artifactId>dependency-check-maven</artifactId>");
  }
}
